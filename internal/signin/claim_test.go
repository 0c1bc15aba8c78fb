package signin_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

func TestClaimProvesThePersonAndThePhone(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.register(registration("guo"))
	code := w.sent.code(t)

	wantFault(t, w.Claim(t.Context(), r.Account, other(code)), fault.Denied, "code_wrong")
	must(t, w.Claim(t.Context(), r.Account, " "+code[:3]+" "+code[3:]))
	a := w.account("guo")
	if !a.ClaimedAt.Equal(w.clock()) || !a.PhoneConfirmed {
		t.Errorf("claimed %v, phone confirmed %v", a.ClaimedAt, a.PhoneConfirmed)
	}
	must(t, w.Claim(t.Context(), a, "whatever"))
}

func TestClaimConfirmsNoOtherPhone(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	form := registration("guo")
	form.Phone = "19900009999"
	r := w.register(form)
	must(t, w.Claim(t.Context(), r.Account, w.sent.code(t)))
	if a := w.account("guo"); a.PhoneConfirmed || a.Phone != "19900009999" {
		t.Error("a telephone counts as confirmed that no code came back from")
	}
}

func TestCodeGoesToTheNewestDeliveredMobile(t *testing.T) {
	type delivered struct{ name, number, mobile, issued string }
	tests := map[string]struct {
		delivered []delivered
		want      string // "" for no message
	}{
		"none":              {nil, ""},
		"newest first":      {[]delivered{{guo, guoNumber, "19900000001", "2020-01-01"}, {guo, guoNumber, "19900000002", "2023-01-01"}}, "19900000002"},
		"newest has none":   {[]delivered{{guo, guoNumber, "19900000001", "2020-01-01"}, {guo, guoNumber, "", "2023-01-01"}}, "19900000001"},
		"another name":      {[]delivered{{"郭景形", guoNumber, "19900000001", "2020-01-01"}}, ""},
		"another number":    {[]delivered{{guo, "119945198805178925", "19900000001", "2020-01-01"}}, ""},
		"15-digit notation": {[]delivered{{guo, "119905690803713", "19900000001", "2005-01-01"}}, "19900000001"},
		"unusable mobile":   {[]delivered{{guo, guoNumber, "not known", "2020-01-01"}}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for _, d := range test.delivered {
				w.deliver(d.name, d.number, d.mobile, d.issued)
			}
			r := w.register(registration("guo"))
			if test.want == "" {
				if w.sent.count() != 0 {
					t.Errorf("sent %+v", w.sent.all)
				}
				wantFault(t, w.Claim(t.Context(), r.Account, "123456"), fault.Denied, "code_wrong")
				return
			}
			if m := w.sent.last(t); m.To != test.want {
				t.Errorf("sent to %s, want %s", m.To, test.want)
			}
		})
	}
}

// A number that was corrected away may be anybody's.
func TestNoCodeGoesToACorrectedMobile(t *testing.T) {
	w := newWorld(t)
	wrong := w.deliver(guo, guoNumber, "19900000002", "2023-01-01")
	w.deliver(guo, guoNumber, "19900000001", "2020-01-01")
	must(t, w.store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.SetCertificateState(ctx, wrong, cert.Corrected)
	}))
	w.register(registration("guo"))
	if to := w.sent.last(t).To; to != "19900000001" {
		t.Errorf("the code went to %s", to)
	}
}

func TestCodeLifeAndTries(t *testing.T) {
	start := func(t *testing.T) (*world, signin.Registered, string) {
		w := newWorld(t)
		w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
		r := w.register(registration("guo"))
		return w, r, w.sent.code(t)
	}
	t.Run("good to the end", func(t *testing.T) {
		w, r, code := start(t)
		w.pass(10*time.Minute - time.Second)
		must(t, w.Claim(t.Context(), r.Account, code))
	})
	t.Run("too old", func(t *testing.T) {
		w, r, code := start(t)
		w.pass(10 * time.Minute)
		wantFault(t, w.Claim(t.Context(), r.Account, code), fault.Denied, "code_wrong")
	})
	t.Run("fifth try", func(t *testing.T) {
		w, r, code := start(t)
		for range 4 {
			wantFault(t, w.Claim(t.Context(), r.Account, other(code)), fault.Denied, "code_wrong")
		}
		must(t, w.Claim(t.Context(), r.Account, code))
	})
	t.Run("sixth try", func(t *testing.T) {
		w, r, code := start(t)
		for range 5 {
			wantFault(t, w.Claim(t.Context(), r.Account, other(code)), fault.Denied, "code_wrong")
		}
		wantFault(t, w.Claim(t.Context(), r.Account, code), fault.Denied, "code_wrong")
	})
	t.Run("replaced by the next", func(t *testing.T) {
		w, r, first := start(t)
		must(t, w.StartClaim(t.Context(), r.Account))
		if second := w.sent.code(t); second != first {
			wantFault(t, w.Claim(t.Context(), r.Account, first), fault.Denied, "code_wrong")
			must(t, w.Claim(t.Context(), r.Account, second))
		}
	})
	t.Run("of another account", func(t *testing.T) {
		w, _, code := start(t)
		form := registration("another")
		form.DocumentNumber = "119945198805178925"
		wantFault(t, w.Claim(t.Context(), w.register(form).Account, code), fault.Denied, "code_wrong")
	})
}

func TestClaimIsThrottledAlikeWithAndWithoutACode(t *testing.T) {
	for _, delivered := range []bool{true, false} {
		w := newWorld(t)
		if delivered {
			w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
		}
		r := w.register(registration("guo"))
		var entries, requests int
		for range 100 {
			err := w.Claim(t.Context(), r.Account, "x")
			if fault.Is(err, fault.Throttled) {
				break
			}
			wantFault(t, err, fault.Denied, "code_wrong")
			entries++
		}
		for w.StartClaim(t.Context(), r.Account) == nil {
			requests++
		}
		wantFault(t, w.StartClaim(t.Context(), r.Account), fault.Throttled, "too_many_attempts")
		if entries != 12 || requests != 3 {
			t.Errorf("delivered %v: %d entries and %d requests passed, want 12 and 3", delivered, entries, requests)
		}
		w.pass(2 * time.Minute)
		must(t, w.StartClaim(t.Context(), r.Account))
	}
}

// Many accounts for one document must not make a telephone ring without end.
func TestOneTelephoneGetsFewCodes(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	for i := range 15 {
		w.register(registration("guo" + string(rune('a'+i))))
	}
	if n := w.sent.count(); n != 10 {
		t.Errorf("%d codes were sent, want 10", n)
	}
}

func TestConfirmInPerson(t *testing.T) {
	w := newWorld(t)
	r := w.register(registration("guo"))
	a, err := w.ConfirmInPerson(t.Context(), "officer-1", signin.Confirmation{Document: document(guoNumber)})
	must(t, err)
	if a.ID != r.Account.ID || !w.account("guo").Claimed() || w.account("guo").PhoneConfirmed {
		t.Error("the account is not claimed, or its telephone counts as confirmed")
	}
	again, err := w.ConfirmInPerson(t.Context(), "officer-1", signin.Confirmation{Username: "GUO"})
	must(t, err)
	if !again.ClaimedAt.Equal(a.ClaimedAt) || len(w.trail(a.ID)) != 2 {
		t.Error("confirming twice did something twice")
	}
	_, err = w.ConfirmInPerson(t.Context(), "officer-1", signin.Confirmation{
		Username: "guo", Document: document("119945198805178925"),
	})
	wantFault(t, err, fault.Invalid, "document_differs")
	_, err = w.ConfirmInPerson(t.Context(), "cli", signin.Confirmation{Username: "nobody"})
	wantFault(t, err, fault.NotFound, "account_unknown")
	_, err = w.ConfirmInPerson(t.Context(), "cli", signin.Confirmation{Document: document("119945198805178925")})
	wantFault(t, err, fault.NotFound, "account_unknown")
}

func TestOfficerMovesAClaimOpenly(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	first := w.claimed("first")
	second := w.register(registration("second"))

	_, err := w.ConfirmInPerson(t.Context(), "officer-1", signin.Confirmation{Document: document(guoNumber)})
	wantFault(t, err, fault.Invalid, "several_accounts")
	_, err = w.ConfirmInPerson(t.Context(), "officer-1", signin.Confirmation{Username: "second"})
	wantFault(t, err, fault.Conflict, "document_already_claimed")
	_, err = w.ConfirmInPerson(t.Context(), "officer-1", signin.Confirmation{Username: "second", Move: true})
	must(t, err)

	if w.account("first").Claimed() || !w.account("second").Claimed() {
		t.Error("the claim did not move")
	}
	if !w.sent.told(messages.ClaimMoved, guoMobile) {
		t.Error("the loser was not told")
	}
	_, _, err = w.Authenticate(t.Context(), first.Token)
	wantFault(t, err, fault.Denied, "not_signed_in")
	if trail := w.trail(first.Account.ID); trail[len(trail)-1] != "account.claim_moved" {
		t.Errorf("trail %v", trail)
	}
	if trail := w.trail(second.Account.ID); trail[len(trail)-1] != "account.confirm" {
		t.Errorf("trail %v", trail)
	}
}
