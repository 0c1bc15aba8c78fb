package signin_test

import (
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
	next, err := w.FinishRecovery(t.Context(), recovery("guo", m.Code))
	must(t, err)
	if next == r.RecoveryCode || len(next) != 24 {
		t.Errorf("the next recovery code is %q", next)
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

func TestRecoverByTheRecoveryCodeOnce(t *testing.T) {
	w := newWorld(t)
	r := w.register(registration("guo"))
	typed := strings.ToLower(strings.ReplaceAll(r.RecoveryCode, "-", " "))
	next, err := w.FinishRecovery(t.Context(), recovery("guo", typed))
	must(t, err)
	w.wantPassword("guo", nextPassword, password)
	_, err = w.FinishRecovery(t.Context(), recovery("guo", r.RecoveryCode))
	wantFault(t, err, fault.Denied, "code_wrong")
	_, err = w.FinishRecovery(t.Context(), recovery("guo", next))
	must(t, err)
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
			if n != 3 {
				t.Errorf("%s: %d derivations, want 3", username, n)
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
	form := recovery("guo", r.RecoveryCode)
	form.Password = "short"
	_, err := w.FinishRecovery(t.Context(), form)
	wantFault(t, err, fault.Invalid, "password_too_short")
	_, err = w.FinishRecovery(t.Context(), recovery("guo", r.RecoveryCode))
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
	_, err = w.FinishRecovery(t.Context(), recovery("guo", r.RecoveryCode))
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
