package signin_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// A second factor is everyone's to turn on: of a role that needs none, too.
func TestASecondFactorChosen(t *testing.T) {
	w := newWorld(t)
	a := w.staff(store.OfficerRole, "officer")
	token, step := w.login("officer", password)
	other, _ := w.login("officer", password)
	if step != signin.SignedIn {
		t.Fatalf("an officer stands at %q", step)
	}
	_, err := w.DropSecondFactor(t.Context(), token, "123456")
	wantFault(t, err, fault.Conflict, "sign_in_changed") // there is none
	secret := w.OfferSecondFactor(a, token).Secret
	_, err = w.EnrolSecondFactor(t.Context(), token, "12345")
	wantFault(t, err, fault.Denied, "totp_wrong")
	next, err := w.EnrolSecondFactor(t.Context(), token, w.digits(secret, 0))
	must(t, err)
	if mine, others := w.step(next), w.step(other); mine != signin.SignedIn || others != signin.SecondFactorStep {
		t.Errorf("turned on here: this session at %q, another at %q", mine, others)
	}
	_, err = w.EnrolSecondFactor(t.Context(), next, w.digits(w.OfferSecondFactor(a, next).Secret, time.Minute))
	wantFault(t, err, fault.Conflict, "sign_in_changed") // a session alone does not replace it

	later, step := w.login("officer", password)
	if step != signin.SecondFactorStep {
		t.Errorf("signing in stands at %q", step)
	}
	_, err = w.DropSecondFactor(t.Context(), later, w.digits(secret, 30*time.Second))
	wantFault(t, err, fault.Conflict, "sign_in_changed") // not before it is shown

	_, err = w.DropSecondFactor(t.Context(), next, w.digits(secret, 0))
	wantFault(t, err, fault.Denied, "totp_used")
	w.pass(time.Minute)
	dropped, err := w.DropSecondFactor(t.Context(), next, w.digits(secret, 0))
	must(t, err)
	if step := w.step(dropped); step != signin.SignedIn || w.account("officer").TOTPSecret != "" {
		t.Errorf("turned off: %q", step)
	}
}

func TestANeededSecondFactorStays(t *testing.T) {
	w := newWorld(t)
	token, secret := w.enrolled("reviewer")
	w.pass(time.Minute)
	_, err := w.DropSecondFactor(t.Context(), token, w.digits(secret, 0))
	wantFault(t, err, fault.Denied, "second_factor_needed")
}

func TestHoldersAreToldOfTheirSecondFactor(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2024-01-05")
	a := w.claimed("holder").Account
	token, _ := w.login("holder", password)
	_, err := w.EnrolSecondFactor(t.Context(), token, w.digits(w.OfferSecondFactor(a, token).Secret, 0))
	must(t, err)
	if !w.sent.told(messages.WaysInChanged, guoMobile) {
		t.Error("nobody told the holder")
	}
}

// A lost phone has passkeys on it, too.
func TestResettingTakesPasskeysAway(t *testing.T) {
	w := newWorld(t)
	a := w.staff(store.OfficerRole, "officer")
	administrator := w.staff(store.AdministratorRole, "administrator")
	must(t, w.store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.AddPasskey(ctx, store.Passkey{ID: "p", AccountID: a.ID, Handle: []byte("h"), CredentialID: []byte("c"), Credential: []byte("{}"), CreatedAt: w.clock()})
	}))
	must(t, w.ResetSecondFactor(t.Context(), administrator, a.ID))
	must(t, w.store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		left, err := r.PasskeysOf(ctx, a.ID)
		if len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		return err
	}))
	if trail := w.trail(a.ID); trail[len(trail)-1] != "passkey.remove" {
		t.Errorf("the trail ends with %v", trail)
	}
}

func TestARecoveryCodeReplacesALostSecondFactor(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2024-01-05")
	r := w.claimed("holder")
	token, _ := w.login("holder", password)
	_, err := w.ReplaceSecondFactor(t.Context(), token, r.RecoveryCodes[0])
	wantFault(t, err, fault.Conflict, "sign_in_changed") // none is asked for
	_, err = w.EnrolSecondFactor(t.Context(), token, w.digits(w.OfferSecondFactor(r.Account, token).Secret, 0))
	must(t, err)

	token, _ = w.login("holder", password)
	_, err = w.ReplaceSecondFactor(t.Context(), token, "AAAA-AAAA-AAAA-AAAA-AAAA")
	wantFault(t, err, fault.Denied, "recovery_code_wrong")
	next, err := w.ReplaceSecondFactor(t.Context(), token, r.RecoveryCodes[0])
	must(t, err)
	if step := w.step(next); step != signin.SignedIn {
		t.Errorf("afterwards: %q", step)
	}
	_, _, err = w.Authenticate(t.Context(), token)
	wantFault(t, err, fault.Denied, "not_signed_in")

	_, err = w.EnrolSecondFactor(t.Context(), next, w.digits(w.OfferSecondFactor(r.Account, next).Secret, time.Minute))
	wantFault(t, err, fault.Denied, "totp_wrong")
	_, err = w.EnrolSecondFactor(t.Context(), next, w.digits(w.OfferSecondFactor(r.Account, next).Secret, 0))
	must(t, err)
	token, _ = w.login("holder", password)
	_, err = w.ReplaceSecondFactor(t.Context(), token, r.RecoveryCodes[0])
	wantFault(t, err, fault.Denied, "recovery_code_wrong") // good once
}
