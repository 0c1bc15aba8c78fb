package organisations_test

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Colleagues look after one another's accounts and nobody else's, one can always
// sign in, and an organisation that is let in again does not bring back whom its
// own people had locked out.
func TestColleagues(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		first := register(t, w, "first")
		if err := confirm(t, w, first); err != nil {
			t.Fatal(err)
		}
		by := account(t, w, first.Account.ID)
		add := func(username string) store.Account {
			t.Helper()
			a, temporary, err := w.SignIn.AddVerifier(t.Context(), by, username)
			if err != nil {
				t.Fatal(err)
			}
			if !a.Temporary || a.Organisation != by.Organisation || temporary == "" {
				t.Fatalf("%+v, %q", a, temporary)
			}
			return a
		}
		colleague, former := add("colleague"), add("former")
		_, _, err := w.SignIn.AddVerifier(t.Context(), by, "FIRST")
		wantReason(t, "a user name that is taken", err, "username_taken")

		other := register(t, w, "other").Account
		for name, err := range map[string]error{
			"another organisation's": w.SignIn.Disable(t.Context(), other, colleague.ID),
			"nobody's":               w.SignIn.Disable(t.Context(), by, "none"),
			"staff's":                w.SignIn.Disable(t.Context(), store.Account{ID: "x", Role: store.AdministratorRole}, colleague.ID),
		} {
			if fault.ReasonOf(err) != "account_unknown" || !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wantReason(t, "the own", w.SignIn.Disable(t.Context(), by, by.ID), "own_account")

		for _, one := range []store.Account{former, colleague} {
			if err := w.SignIn.Disable(t.Context(), by, one.ID); err != nil {
				t.Fatal(err)
			}
		}
		wantReason(t, "the last who can sign in", w.SignIn.Disable(t.Context(), account(t, w, colleague.ID), by.ID), "last_verifier")
		if err := w.SignIn.Enable(t.Context(), by, colleague.ID); err != nil {
			t.Fatal(err)
		}

		w.Clock.Set(w.Clock.Now().Add(1e9))
		administrator := store.Account{ID: "administrator", Role: store.AdministratorRole, Authority: "示例人事考试中心"}
		if err := w.Organisations.Lock(t.Context(), administrator, by.Organisation, "核实身份"); err != nil {
			t.Fatal(err)
		}
		if !account(t, w, colleague.ID).Disabled() {
			t.Error("a colleague of an organisation that is locked out can sign in")
		}
		if err := w.Organisations.Unlock(t.Context(), administrator, by.Organisation); err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct {
			a   store.Account
			out bool
		}{{by, false}, {colleague, false}, {former, true}} {
			if is := account(t, w, want.a.ID).Disabled(); is != want.out {
				t.Errorf("%s locked out: %t, want %t", want.a.Username, is, want.out)
			}
		}
	})
}
