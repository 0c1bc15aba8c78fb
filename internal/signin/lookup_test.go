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

// verifier opens an account of an organisation, changed by an edit.
func (w *world) verifier(edit func(*store.Account)) store.Account {
	w.t.Helper()
	a := store.Account{ID: "verifier", Username: "verifier", Role: store.VerifierRole, Organisation: "o", Email: "hr@example.com", PasswordHash: "none", CreatedAt: w.clock()}
	edit(&a)
	must(w.t, w.store.Update(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddOrganisation(ctx, store.Organisation{ID: "o", Number: "1", ConfirmedAt: w.clock(), CreatedAt: w.clock()}); err != nil {
			return err
		}
		return tx.AddAccount(ctx, a)
	}))
	return a
}

func TestACodeForALookupIsGoodOnceAndForItsQuestion(t *testing.T) {
	w := newWorld(t)
	a := w.verifier(func(*store.Account) {})
	code := func(bound string) string {
		must(t, w.StartLookup(t.Context(), a, bound))
		m := w.sent.last(t)
		if m.To != a.Email || m.Kind != messages.LookupCode {
			t.Fatalf("sent %s to %s", m.Kind, m.To)
		}
		return m.Code
	}
	wrong := func(bound, code string) {
		t.Helper()
		wantFault(t, w.ConfirmLookup(t.Context(), a, bound, code), fault.Denied, "code_wrong")
	}
	first := code("first")
	wrong("second", first)
	wrong("first", other(first))
	must(t, w.ConfirmLookup(t.Context(), a, "first", first))
	wrong("first", first) // replayed

	tried := code("tried")
	for range signin.DefaultLimits().CodeTries {
		wrong("tried", other(tried))
	}
	wrong("tried", tried) // right, and too late

	w.pass(time.Hour)
	late := code("late")
	w.pass(signin.DefaultLimits().CodeLife)
	wrong("late", late)

	var err error
	for range 20 {
		if err = w.ConfirmLookup(t.Context(), a, "late", "000000"); fault.Is(err, fault.Throttled) {
			break
		}
	}
	wantFault(t, err, fault.Throttled, "too_many_attempts")
}

func TestWhereCodesForLookupsGo(t *testing.T) {
	w := newWorld(t)
	none := w.verifier(func(a *store.Account) { a.Email, a.Phone = "", guoMobile })
	wantFault(t, w.StartLookup(t.Context(), none, "b"), fault.Denied, "no_confirmed_address")
	for _, test := range []struct {
		account    store.Account
		to, masked string
	}{
		{store.Account{Phone: guoMobile, PhoneConfirmed: true, Email: "hr@example.com"}, guoMobile, "*******2212"},
		{store.Account{Phone: guoMobile, Email: "hr@example.com"}, "hr@example.com", "h***@example.com"},
		{store.Account{Phone: guoMobile}, "", ""},
	} {
		to := signin.LookupAddress(test.account)
		if to != test.to || signin.MaskedAddress(to) != test.masked {
			t.Errorf("%q, shown as %q, want %q, %q", to, signin.MaskedAddress(to), test.to, test.masked)
		}
	}
}
