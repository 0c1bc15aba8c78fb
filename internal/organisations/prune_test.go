package organisations_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/testenv/world"
)

// A registration that nobody confirms ends with its days, account and all, and
// one that is confirmed stays.
func TestUnconfirmedRegistrationsEnd(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		kept, late := register(t, w, "kept"), register(t, w, "late")
		if err := confirm(t, w, kept); err != nil {
			t.Fatal(err)
		}
		prune := func(ahead time.Duration) {
			t.Helper()
			at := *w.Organisations
			at.Now = func() time.Time { return w.Clock.Now().Add(ahead) }
			if err := at.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		const life = organisations.ConfirmDays * 24 * time.Hour
		prune(life)
		if _, err := w.Organisations.Of(t.Context(), late.Account); err != nil {
			t.Errorf("gone within its days: %v", err)
		}
		prune(life + time.Second)
		if _, err := w.Organisations.Of(t.Context(), late.Account); !fault.Is(err, fault.NotFound) {
			t.Errorf("an organisation nobody confirmed: %v", err)
		}
		_, _, err := w.SignIn.Login(t.Context(), "late", password, "c")
		wantReason(t, "its account", err, "login_failed")
		if o, err := w.Organisations.Of(t.Context(), kept.Account); err != nil || !o.Confirmed() {
			t.Errorf("%+v, %v", o, err)
		}
		again := register(t, w, "late") // the user name is free again
		if again.Account.ID == late.Account.ID {
			t.Error("the same account")
		}
	})
}
