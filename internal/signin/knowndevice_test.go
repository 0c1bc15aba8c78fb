package signin_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// enterFrom signs a holder in from a browser.
func (w *world) enterFrom(device, username string) (token string) {
	w.t.Helper()
	token, _, err := w.Login(signin.WithDeviceToken(w.t.Context(), device), username, password, "client")
	must(w.t, err)
	return token
}

// warnings is how often somebody was told of a new device.
func (w *world) warnings() (n int) {
	w.sent.count() // carries
	for _, m := range w.sent.all {
		if m.Kind == messages.NewDevice {
			n++
		}
	}
	return n
}

func (w *world) wantWarnings(n int, when string) {
	w.t.Helper()
	if got := w.warnings(); got != n {
		w.t.Errorf("%s: told %d times of a new device, want %d", when, got, n)
	}
}

func TestASignInFromANewDeviceIsTold(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2024-01-05")
	a := w.claimed("holder").Account
	phone, stranger := signin.NewDeviceToken(), signin.NewDeviceToken()
	w.enterFrom(phone, "holder")
	w.wantWarnings(0, "the first ever")
	w.enterFrom(phone, "holder")
	w.wantWarnings(0, "the same")
	token := w.enterFrom(stranger, "holder")
	w.wantWarnings(1, "another")
	if !w.sent.told(messages.NewDevice, guoMobile) {
		t.Error("told elsewhere")
	}
	w.enterFrom(stranger, "holder")
	w.wantWarnings(1, "it again")

	// With a second factor nobody has signed in before that is shown.
	secret := w.OfferSecondFactor(a, token).Secret
	_, err := w.EnrolSecondFactor(t.Context(), token, w.digits(secret, 0))
	must(t, err)
	third := signin.NewDeviceToken()
	token = w.enterFrom(third, "holder")
	w.wantWarnings(1, "the password alone")
	w.pass(time.Minute)
	_, err = w.PassSecondFactor(signin.WithDeviceToken(t.Context(), third), token, w.digits(secret, 0))
	must(t, err)
	w.wantWarnings(2, "with the second factor")

	// By a passkey.
	must(t, w.store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := w.Admit(signin.WithDeviceToken(ctx, signin.NewDeviceToken()), tx, w.account("holder"), "by passkey")
		return err
	}))
	w.wantWarnings(3, "by a passkey")
}

func TestARecoveryCodeFromANewDeviceIsTold(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2024-01-05")
	r := w.claimed("holder")
	token := w.enterFrom(signin.NewDeviceToken(), "holder")
	_, err := w.EnrolSecondFactor(t.Context(), token, w.digits(w.OfferSecondFactor(r.Account, token).Secret, 0))
	must(t, err)
	stranger := signin.NewDeviceToken()
	token = w.enterFrom(stranger, "holder")
	_, err = w.ReplaceSecondFactor(signin.WithDeviceToken(t.Context(), stranger), token, r.RecoveryCodes[0])
	must(t, err)
	w.wantWarnings(1, "by a recovery code")
}

// An account that nobody used for so long that its devices are forgotten is
// what a thief would like best.
func TestADormantAccountIsWarnedToo(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2024-01-05")
	w.claimed("holder")
	phone := signin.NewDeviceToken()
	w.enterFrom(phone, "holder")
	w.pass(store.DeviceHorizon + time.Hour)
	must(t, w.Prune(t.Context()))
	w.enterFrom(signin.NewDeviceToken(), "holder")
	w.wantWarnings(1, "after two years")
}

func TestDeviceTokens(t *testing.T) {
	if a, b := signin.NewDeviceToken(), signin.NewDeviceToken(); a == b || !signin.IsDeviceToken(a) {
		t.Errorf("%q, %q", a, b)
	}
	for _, bad := range []string{"", "a", "AAAA", signin.NewDeviceToken() + "A", signin.NewDeviceToken()[:42] + "!"} {
		if signin.IsDeviceToken(bad) {
			t.Errorf("%q is one", bad)
		}
	}
}
