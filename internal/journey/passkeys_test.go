package journey_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// atLocalhost is the demonstration as browsers reach it where passkeys work.
func (d *demonstration) atLocalhost() *demonstration {
	there := *d
	there.URL = strings.Replace(d.URL, "127.0.0.1", "localhost", 1)
	return &there
}

// carry puts an authenticator into the browser that keeps passkeys and
// recognises its owner, and returns how to take it out again.
func (b *tab) carry() (lose func()) {
	b.t.Helper()
	var id webauthn.AuthenticatorID
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		added, err := cdp.Call(ctx, target, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
			Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true,
				IsUserVerified: true, AutomaticPresenceSimulation: true,
			},
		})
		if err == nil {
			id = added.AuthenticatorID
		}
		return err
	}))
	return func() {
		b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: id})
			return err
		}))
	}
}

// withoutOffers keeps the pages opened from now on from offering passkeys
// beneath the user name: an authenticator that needs nobody's finger would take
// the offer before a button can be pressed.
func (b *tab) withoutOffers() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false`,
		})
		return err
	}))
}

func TestSigningInByAPasskey(t *testing.T) {
	d := start(t).atLocalhost()
	b := d.browse(t, manners()[0])
	b.withoutOffers()
	b.carry()
	b.open("/account/security")
	b.signIn("holder")
	b.press(`main form button`) // the notice
	b.inspect("security-none")
	b.press(`main a[href="/account/security/passkeys"]`)
	b.waitFor(`form[action="/account/security/passkeys"]:not([hidden])`)
	b.inspect("passkey-new")
	b.enter("name", "我的手机")
	b.press(`form[action="/account/security/passkeys"] button`)
	b.says("security.done.added")
	b.inspect("security")
	b.signOut()

	enter := func() {
		t.Helper()
		b.open("/login?next=%2Faccount%2Fsecurity")
		b.waitFor(`form[action="/login/passkey"]:not([hidden])`)
	}
	enter()
	b.inspect("login-passkey")
	b.press(`form[action="/login/passkey"] button`)
	if b.where() != "/account/security" {
		t.Fatalf("after the passkey: %s\n%s", b.where(), b.text())
	}
	b.confirmByPasskey()
	device := ask[string](b, `document.querySelector(".passkeys a").getAttribute("href")`)
	b.press(`.passkeys a`)
	b.inspect("passkey")
	b.enter("name", "旧手机")
	b.press(`main button[value=rename]`)
	b.says("security.done.renamed")
	b.open(device)
	b.press(`main button[value=remove]`)
	b.says("security.done.removed")
	b.signOut()

	enter()
	if status := b.press(`form[action="/login/passkey"] button`); status != http.StatusUnprocessableEntity {
		t.Errorf("a removed passkey: %d, %s", status, b.where())
	}
	b.says("reason.passkey_unknown")
	b.inspect("login-passkey-refused")
}

// confirmByPasskey comes back after a while, goes to what asks who one is, and
// shows the passkey in place of the password.
func (b *tab) confirmByPasskey() {
	b.t.Helper()
	b.d.Clock.Set(b.d.Clock.Now().Add(time.Hour))
	b.open("/account/security/totp")
	b.waitFor(`form[action="/account/confirm/passkey"]:not([hidden])`)
	b.inspect("account-confirm-passkey")
	b.press(`form[action="/account/confirm/passkey"] button`)
	if b.where() != "/account/security/totp" {
		b.t.Fatalf("after the passkey: %s\n%s", b.where(), b.text())
	}
	b.open("/account/security")
}

// A member of staff whose role needs a second factor has shown it by a passkey.
func TestStaffSignInByAPasskeyAlone(t *testing.T) {
	d := start(t).atLocalhost()
	b := d.browse(t, manners()[1])
	b.withoutOffers()
	b.carry()
	b.open("/account/security/passkeys")
	b.signIn("reviewer")
	b.enter("code", d.digits(t, "reviewer", 0))
	b.press(`main form button`)
	b.waitFor(`form[action="/account/security/passkeys"]:not([hidden])`)
	b.enter("name", "key")
	b.press(`form[action="/account/security/passkeys"] button`)
	b.signOut()
	b.open("/login")
	b.waitFor(`form[action="/login/passkey"]:not([hidden])`)
	b.press(`form[action="/login/passkey"] button`)
	if b.where() != "/console" {
		t.Errorf("after the passkey: %s\n%s", b.where(), b.text())
	}
}

// Where passkeys cannot work the page says so, and where they can.
func TestPasskeysElsewhere(t *testing.T) {
	d := start(t)
	b := d.browse(t, manners()[0])
	b.open("/login")
	b.waitFor(`[data-say=elsewhere]:not([hidden])`)
	if link := ask[string](b, `document.querySelector("[data-say=elsewhere] a").href`); link != d.atLocalhost().URL+"/login" {
		t.Errorf("it leads to %s", link)
	}
	b.inspect("login-elsewhere")
	without := d.browse(t, manners()[2])
	without.open("/login")
	without.says("passkey.scripts")
}

// One-time passwords are a holder's to turn on and off.
func TestOneTimePasswordsOfAHolder(t *testing.T) {
	d := start(t)
	b := d.browse(t, manners()[3])
	b.open("/account/security/totp")
	b.signIn("holder")
	b.press(`main form button`) // the notice
	b.inspect("onetime")
	secret := strings.ReplaceAll(ask[string](b, `document.querySelector(".enrol-secret").textContent`), " ", "")
	b.enter("code", "12345")
	if status := b.press(`main .room form button`); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code turned them on: %d", status)
	}
	b.enter("code", digitsOf(t, secret, d.Clock.Now()))
	b.press(`main .room form button`)
	b.says("security.done.on")
	b.signOut()

	b.open("/account/security/totp")
	b.signIn("holder")
	b.inspect("totp-holder")
	b.press(`main a[href^="/login/totp?by=recovery"]`)
	b.enter("code", "AAAA-AAAA-AAAA-AAAA-AAAA")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong recovery code: %d", status)
	}
	b.inspect("totp-recovery")
	b.open("/login?next=%2Faccount%2Fsecurity%2Ftotp")
	b.enter("code", digitsOf(t, secret, d.Clock.Now().Add(30*time.Second)))
	b.press(`main form button`)
	if b.where() != "/account/security/totp" {
		t.Fatalf("after the code: %s\n%s", b.where(), b.text())
	}
	b.inspect("onetime-on")
	d.Clock.Set(d.Clock.Now().Add(time.Minute))
	b.enter("code", digitsOf(t, secret, d.Clock.Now()))
	b.press(`main .room form button`)
	b.says("security.done.off")
	b.signOut()
	b.open("/account/security")
	b.signIn("holder")
	if b.where() != "/account/security" {
		t.Errorf("turned off, and still asked for: %s", b.where())
	}
}
