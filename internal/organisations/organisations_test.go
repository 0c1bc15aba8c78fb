package organisations_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const password = "a long enough password"

func registration(username string) organisations.Registration {
	return organisations.Registration{
		Name: " 示例·𰻝单位 ", Number: "91350100m000100y43", Username: username, Password: password,
		Contact: username + "@example.com", Client: "192.0.2.7",
	}
}

func register(t *testing.T, w *world.World, username string) signin.Registered {
	t.Helper()
	r, err := w.Organisations.Register(t.Context(), registration(username))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// confirm enters the newest code sent to an account's contact.
func confirm(t *testing.T, w *world.World, r signin.Registered) error {
	t.Helper()
	return w.Organisations.Confirm(t.Context(), r.Account, w.LastCode(t, r.Account.Username+"@example.com"))
}

func account(t *testing.T, w *world.World, id string) (a store.Account) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.Account(ctx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantReason(t *testing.T, what string, err error, want fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != want {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

func TestAnOrganisationComesIn(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		r := register(t, w, "recruiting")
		o, err := w.Organisations.Of(t.Context(), r.Account)
		if err != nil || o.Confirmed() || o.Name != "示例·𰻝单位" || o.Number != standardExample {
			t.Fatalf("%+v, %v", o, err)
		}
		wantReason(t, "a wrong code", w.Organisations.Confirm(t.Context(), r.Account, "000000x"), "code_wrong")
		if err := confirm(t, w, r); err != nil {
			t.Fatal(err)
		}
		if o, err = w.Organisations.Of(t.Context(), r.Account); err != nil || !o.Confirmed() {
			t.Errorf("%+v, %v", o, err)
		}
		a := account(t, w, r.Account.ID)
		if a.Email != "recruiting@example.com" || a.Contact() != a.Email || a.Role != store.VerifierRole || !w.SignIn.NeedsNotice(a) {
			t.Errorf("%+v", a)
		}
		// What it forgot, it recovers by the same address.
		if err := w.SignIn.StartRecovery(t.Context(), "recruiting", "c"); err != nil {
			t.Fatal(err)
		}
		_, err = w.SignIn.FinishRecovery(t.Context(), signin.Recovery{
			Username: "recruiting", Code: w.LastCode(t, "recruiting@example.com"), Password: "another long password", Client: "c",
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Whether a number is registered is told to nobody who has not shown the code
// of a contact of their own, and the work is the same.
func TestRegisteringTellsNothing(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		first := register(t, w, "first")
		if err := confirm(t, w, first); err != nil {
			t.Fatal(err)
		}
		second := register(t, w, "second") // the same number: answered as the first was
		if len(second.RecoveryCodes) == 0 || second.Token == "" {
			t.Errorf("%+v", second)
		}
		wantReason(t, "the same number, confirmed", confirm(t, w, second), "organisation_registered")
		if a := account(t, w, second.Account.ID); a.Contact() != "" {
			t.Errorf("confirmed although refused: %+v", a)
		}
		_, err := w.Organisations.Register(t.Context(), registration("FIRST"))
		wantReason(t, "the user name", err, "username_taken")
		wrong := organisations.Registration{Number: "91350100M000100Y44", Username: "x", Password: "short", Contact: "x@y", Client: "c"}
		_, err = w.Organisations.Register(t.Context(), wrong)
		for _, want := range []fault.Reason{"organisation_name_missing", "credit_code_check", "username_too_short", "password_too_short", "contact_malformed"} {
			if !says(err, want) {
				t.Errorf("%v does not say %s", err, want)
			}
		}
	})
}

func says(err error, want fault.Reason) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			if says(one, want) {
				return true
			}
		}
		return false
	}
	return fault.ReasonOf(err) == want
}

func TestLockedOutAtOnce(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		administrator := store.Account{ID: "administrator", Role: store.AdministratorRole, Authority: "示例人事考试中心"}
		r := register(t, w, "recruiting")
		if err := confirm(t, w, r); err != nil {
			t.Fatal(err)
		}
		_, key, err := w.Keys.Make(t.Context(), apikeys.NewKey{Name: "人事系统", Scopes: []apikeys.Scope{apikeys.Check}, LastDay: w.Clock.Today(), By: r.Account})
		if err != nil {
			t.Fatal(err)
		}
		if c, err := w.Keys.Authenticate(t.Context(), key); err != nil || c.Key.Organisation != r.Account.Organisation || !c.May(apikeys.Check) {
			t.Fatalf("%+v, %v", c, err)
		}
		_, _, err = w.Keys.Make(t.Context(), apikeys.NewKey{Name: "x", Scopes: []apikeys.Scope{apikeys.ReadCertificates}, LastDay: w.Clock.Today(), By: r.Account})
		wantReason(t, "an authority's scope", err, "scope_unknown")

		wantReason(t, "without a reason", w.Organisations.Lock(t.Context(), administrator, r.Account.Organisation, " "), "reason_missing")
		if err := w.Organisations.Lock(t.Context(), administrator, r.Account.Organisation, "冒用他人名称"); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.SignIn.Authenticate(t.Context(), r.Token)
		wantReason(t, "its session", err, "not_signed_in")
		_, _, err = w.SignIn.Login(t.Context(), "recruiting", password, "c")
		wantReason(t, "its password", err, "account_disabled")
		_, err = w.Keys.Authenticate(t.Context(), key)
		wantReason(t, "its key", err, "organisation_disabled")
		wantReason(t, "again", w.Organisations.Lock(t.Context(), administrator, r.Account.Organisation, "x"), "organisation_locked")

		// The number is free for whoever it belongs to, and then taken.
		owner := register(t, w, "owner")
		if err := confirm(t, w, owner); err != nil {
			t.Fatal(err)
		}
		wantReason(t, "let in while another has its number", w.Organisations.Unlock(t.Context(), administrator, r.Account.Organisation), "organisation_registered")
		found, err := w.Organisations.Find(t.Context(), "91350100-M000100Y-43")
		if err != nil || len(found) != 2 {
			t.Errorf("%+v, %v", found, err)
		}
		if err := w.Organisations.Lock(t.Context(), administrator, owner.Account.Organisation, "x"); err != nil {
			t.Fatal(err)
		}
		if err := w.Organisations.Unlock(t.Context(), administrator, r.Account.Organisation); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.SignIn.Login(t.Context(), "recruiting", password, "c"); err != nil {
			t.Errorf("let in again: %v", err)
		}
		wantReason(t, "let in twice", w.Organisations.Unlock(t.Context(), administrator, r.Account.Organisation), "organisation_open")
	})
}

func TestTheDaysLookups(t *testing.T) {
	w := world.Bare(t)
	w.Organisations.PerDay = 5
	r := register(t, w, "recruiting")
	take := func(n int) error {
		return w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			_, err := tx.TakeLookups(ctx, r.Account.Organisation, civil.Of(w.Clock.Now()), n, w.Organisations.PerDay)
			return err
		})
	}
	if err := take(4); err != nil {
		t.Fatal(err)
	}
	wantReason(t, "more than are left", take(2), "lookups_used_up")
	for ahead, want := range map[time.Duration]int{0: 1, 24 * time.Hour: 5} {
		at := *w.Organisations
		at.Now = func() time.Time { return w.Clock.Now().Add(ahead) }
		if left, err := at.Left(t.Context(), store.Organisation{ID: r.Account.Organisation}); err != nil || left != want {
			t.Errorf("after %v %d left, %v", ahead, left, err)
		}
	}
}
