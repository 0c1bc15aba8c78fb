package signin_test

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

const (
	corrected       = "郭景衡"
	correctedNumber = "119981197503111750"
)

func TestAnAccountFollowsACorrectedIdentityByCode(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	w.deliver(corrected, correctedNumber, "19900008106", "2023-04-03")

	must(t, w.StartFollow(t.Context(), r.Account, corrected, document(correctedNumber)))
	m := w.sent.last(t)
	if m.To != "19900008106" || m.Kind != messages.IdentityCode {
		t.Fatalf("sent %s to %s", m.Kind, m.To)
	}
	wantFault(t, w.Follow(t.Context(), r.Account, corrected, document(correctedNumber), other(m.Code)), fault.Denied, "code_wrong")
	if w.account("guo").Name != guo {
		t.Fatal("a wrong code changed the account")
	}
	must(t, w.Follow(t.Context(), r.Account, corrected, document(correctedNumber), m.Code))
	a := w.account("guo")
	if a.Name != corrected || a.Document != document(correctedNumber) || !a.Claimed() || a.PhoneConfirmed && a.Phone != guoMobile {
		t.Errorf("the account is %s, claimed %v", a.Name, a.Claimed())
	}
	if trail := w.trail(a.ID); trail[len(trail)-1] != "account.identity" {
		t.Errorf("trail %v", trail)
	}
}

// A code proves whoever has the telephone of one identity to be that one, and
// nobody else.
func TestACodeForOneIdentityProvesNoOther(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.register(registration("guo"))
	w.deliver(corrected, correctedNumber, "19900008106", "2023-04-03")
	must(t, w.StartFollow(t.Context(), r.Account, guo, document(guoNumber)))
	code := w.sent.code(t)
	wantFault(t, w.Follow(t.Context(), r.Account, corrected, document(correctedNumber), code), fault.Denied, "code_wrong")
	if a := w.account("guo"); a.Name != guo || a.Claimed() {
		t.Error("the account took another identity")
	}
}

func TestFollowingTakesNobodysClaim(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	w.claimed("first")
	form := registration("second")
	form.Name, form.DocumentNumber = corrected, correctedNumber
	second := w.register(form)
	must(t, w.StartFollow(t.Context(), second.Account, guo, document(guoNumber)))
	err := w.Follow(t.Context(), second.Account, guo, document(guoNumber), w.sent.code(t))
	wantFault(t, err, fault.Conflict, "document_already_claimed")
	if a := w.account("second"); a.Name != corrected || a.Claimed() || !w.account("first").Claimed() {
		t.Error("the claim moved")
	}
}
