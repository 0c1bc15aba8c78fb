package signin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

const nextPassword = "another good one"

func recovery(username, code string) signin.Recovery {
	return signin.Recovery{Username: username, Code: code, Password: nextPassword, Client: "c"}
}

func (w *world) wantPassword(username, right, wrong string) {
	w.t.Helper()
	_, _, err := w.Login(w.t.Context(), username, right, "c")
	must(w.t, err)
	_, _, err = w.Login(w.t.Context(), username, wrong, "c")
	wantFault(w.t, err, fault.Denied, "login_failed")
}

func TestRecoverByTheConfirmedPhone(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")

	must(t, w.StartRecovery(t.Context(), "guo", "c"))
	m := w.sent.last(t)
	if m.To != guoMobile || m.Kind != messages.RecoverCode {
		t.Fatalf("sent %s to %s", m.Kind, m.To)
	}
	_, err := w.FinishRecovery(t.Context(), recovery("guo", other(m.Code)))
	wantFault(t, err, fault.Denied, "code_wrong")
	left, err := w.FinishRecovery(t.Context(), recovery("guo", m.Code))
	must(t, err)
	if left != 10 {
		t.Errorf("%d recovery codes are left", left)
	}
	_, _, err = w.Authenticate(t.Context(), r.Token)
	wantFault(t, err, fault.Denied, "not_signed_in")
	w.wantPassword("guo", nextPassword, password)
	_, err = w.FinishRecovery(t.Context(), recovery("guo", m.Code))
	wantFault(t, err, fault.Denied, "code_wrong")
	if told := w.sent.last(t); told.Kind != messages.PasswordChanged {
		t.Errorf("the holder was told %s", told.Kind)
	}
	if trail := w.trail(r.Account.ID); trail[len(trail)-1] != "account.recover" {
		t.Errorf("trail %v", trail)
	}
}

func TestEachRecoveryCodeWorksOnce(t *testing.T) {
	w := newWorld(t)
	r := w.register(registration("guo"))
	stranger := w.register(registration("other"))
	if len(r.RecoveryCodes) != 10 || len(slices.Compact(slices.Sorted(slices.Values(r.RecoveryCodes)))) != 10 {
		t.Fatalf("codes: %v", r.RecoveryCodes)
	}
	_, err := w.FinishRecovery(t.Context(), recovery("guo", stranger.RecoveryCodes[0]))
	wantFault(t, err, fault.Denied, "code_wrong")
	for i, code := range r.RecoveryCodes[:3] {
		typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
		left, err := w.FinishRecovery(t.Context(), recovery("guo", typed))
		must(t, err)
		if left != 9-i {
			t.Errorf("%d codes are left of 10 after %d", left, i+1)
		}
		_, err = w.FinishRecovery(t.Context(), recovery("guo", code))
		wantFault(t, err, fault.Denied, "code_wrong")
	}
	w.wantPassword("guo", nextPassword, password)
}

func TestAnotherSetOfRecoveryCodes(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	codes, err := w.NewRecoveryCodes(t.Context(), r.Token)
	must(t, err)
	if !w.sent.told(messages.RecoveryCodesMade, guoMobile) {
		t.Error("the owner was not told")
	}
	_, err = w.FinishRecovery(t.Context(), recovery("guo", r.RecoveryCodes[0]))
	wantFault(t, err, fault.Denied, "code_wrong")
	w.pass(10 * time.Minute)
	_, err = w.NewRecoveryCodes(t.Context(), r.Token)
	wantFault(t, err, fault.Denied, "reauthenticate")
	left, err := w.FinishRecovery(t.Context(), recovery("guo", codes[9]))
	must(t, err)
	if n, madeAt, err := w.RecoveryCodes(t.Context(), r.Account.ID); err != nil || n != left || madeAt.IsZero() {
		t.Errorf("%d codes made at %s, %v", n, madeAt, err)
	}
}

func TestRecoveryAnswersAlike(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	w.claimed("proven")
	unproven := registration("unproven")
	unproven.DocumentNumber = "119945198805178925"
	w.register(unproven)
	sent := w.sent.count()
	said := map[string]bool{}
	for _, username := range []string{"unproven", "nobody", "<b>", "proven"} {
		must(t, w.StartRecovery(t.Context(), username, "c"))
		for _, code := range []string{"000000", "", "0000-0000-0000-0000-0000", strings.Repeat("9", 1000)} {
			n := w.work.during(func() {
				_, err := w.FinishRecovery(t.Context(), recovery(username, code))
				wantFault(t, err, fault.Denied, "code_wrong")
				said[err.Error()] = true
			})
			if n != 1 {
				t.Errorf("%s: %d derivations, want 1", username, n)
			}
		}
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
	if n := w.sent.count() - sent; n != 1 {
		t.Errorf("%d codes were sent, want 1, to the confirmed telephone", n)
	}
}

func TestRecoveryChecksThePasswordBeforeTheCode(t *testing.T) {
	w := newWorld(t)
	r := w.register(registration("guo"))
	form := recovery("guo", r.RecoveryCodes[0])
	form.Password = "short"
	_, err := w.FinishRecovery(t.Context(), form)
	wantFault(t, err, fault.Invalid, "password_too_short")
	_, err = w.FinishRecovery(t.Context(), recovery("guo", r.RecoveryCodes[0]))
	must(t, err)
}

func TestRecoveryIsThrottled(t *testing.T) {
	w := newWorld(t)
	for range 12 {
		must(t, w.StartRecovery(t.Context(), "nobody", "c"))
	}
	wantFault(t, w.StartRecovery(t.Context(), "nobody", "another"), fault.Throttled, "too_many_attempts")
	_, err := w.FinishRecovery(t.Context(), recovery("nobody", "000000"))
	wantFault(t, err, fault.Throttled, "too_many_attempts")
	w.pass(2 * time.Minute)
	must(t, w.StartRecovery(t.Context(), "nobody", "c"))
}

func TestResetPassword(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	temporary, err := w.ResetPassword(t.Context(), "officer-1", " Guo ")
	must(t, err)
	w.wantPassword("guo", temporary, password)
	_, _, err = w.Authenticate(t.Context(), r.Token)
	wantFault(t, err, fault.Denied, "not_signed_in")
	_, err = w.FinishRecovery(t.Context(), recovery("guo", r.RecoveryCodes[0]))
	wantFault(t, err, fault.Denied, "code_wrong")
	if told := w.sent.last(t); told.Kind != messages.PasswordChanged {
		t.Errorf("the holder was told %s", told.Kind)
	}
	if trail := w.trail(r.Account.ID); trail[len(trail)-1] != "account.reset_password" {
		t.Errorf("trail %v", trail)
	}
	_, err = w.ResetPassword(t.Context(), "officer-1", "nobody")
	wantFault(t, err, fault.NotFound, "account_unknown")
}

func TestEnrol(t *testing.T) {
	w := newWorld(t)
	holder := signin.Enrolment{Username: "holder", Password: "yinxin-demo", Role: store.HolderRole,
		Name: guo, Document: person.Document{Type: person.ResidentCard, Number: guoNumber}, Phone: guoMobile}
	a, err := w.Enrol(t.Context(), "system", holder)
	must(t, err)
	if !a.Claimed() || !a.PhoneConfirmed {
		t.Error("an enrolled holder is not proven")
	}
	_, _, err = w.Login(t.Context(), "holder", "yinxin-demo", "c")
	must(t, err)
	_, err = w.Enrol(t.Context(), "system", holder)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("enrolled twice: %v", err)
	}
	_, err = w.ConfirmInPerson(t.Context(), "cli", signin.Confirmation{Username: "holder"})
	must(t, err)
}
