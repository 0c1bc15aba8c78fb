package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

func addAccounts(t *testing.T, s store.Store, as ...store.Account) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, a := range as {
			if err := tx.AddAccount(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func accountErr(t *testing.T, s store.Store, f func(ctx context.Context, r store.Reader) (store.Account, error)) error {
	t.Helper()
	return s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := f(ctx, r)
		return err
	})
}

func testAccounts(t *testing.T, s store.Store) {
	holder := account(1)
	officer := store.Account{ID: id(2), Username: "officer", Role: store.OfficerRole, Authority: "示例协会", CreatedAt: noon()}
	addAccounts(t, s, holder, officer)
	for _, want := range []store.Account{holder, officer} {
		got := read(t, s, func(ctx context.Context, r store.Reader) (store.Account, error) { return r.Account(ctx, want.ID) })
		wantSame(t, "account", got, want)
	}
	same := account(1)
	same.Username = "another"
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddAccount(ctx, same) })
	wantKind(t, err, fault.Conflict, "already_there")

	changed := account(7)
	changed.ID = officer.ID
	changed.ClaimedAt, changed.PhoneConfirmed, changed.PasswordHash = time.Time{}, false, ""
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateAccount(ctx, changed) })
	got := read(t, s, func(ctx context.Context, r store.Reader) (store.Account, error) { return r.Account(ctx, officer.ID) })
	wantSame(t, "every field updated", got, changed)

	wantKind(t, accountErr(t, s, func(ctx context.Context, r store.Reader) (store.Account, error) { return r.Account(ctx, "none") }),
		fault.NotFound, "")
	err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.UpdateAccount(ctx, account(9)) })
	wantKind(t, err, fault.NotFound, "")
}

func testUsernames(t *testing.T, s store.Store) {
	a, b := account(1), account(2)
	a.Username, b.Username = "Straße-王", "other"
	addAccounts(t, s, a, b)
	for _, spelling := range []string{"Straße-王", "STRASSE-王", "strasse-王"} {
		got := read(t, s, func(ctx context.Context, r store.Reader) (store.Account, error) {
			return r.AccountByUsername(ctx, spelling)
		})
		wantSame(t, "by user name", got, a)
	}
	wantKind(t, accountErr(t, s, func(ctx context.Context, r store.Reader) (store.Account, error) {
		return r.AccountByUsername(ctx, "strasse")
	}),
		fault.NotFound, "")

	twin := account(3)
	twin.Username = "OTHER"
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddAccount(ctx, twin) })
	wantKind(t, err, fault.Conflict, "username_taken")
	renamed := a
	renamed.Username = "Other"
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateAccount(ctx, renamed), fault.Conflict, "username_taken")
		renamed.Username = "STRASSE-王"
		return tx.UpdateAccount(ctx, renamed) // its own name in another case
	})
}

func testAccountsByDocument(t *testing.T, s store.Store) {
	older, newer, other := account(1), account(2), account(3)
	older.Document = person.Document{Type: person.ResidentCard, Number: "110105491231002"}
	newer.Document = person.Document{Type: person.ResidentCard, Number: "11010519491231002X"}
	staff := store.Account{ID: id(4), Username: "staff", Role: store.OfficerRole, CreatedAt: noon()}
	addAccounts(t, s, newer, older, other, staff)
	for _, d := range []person.Document{older.Document, newer.Document} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Account, error) {
			return r.AccountsByDocument(ctx, d)
		})
		wantSame(t, "oldest first", got, []store.Account{older, newer})
	}
	got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Account, error) {
		return r.AccountsByDocument(ctx, person.Document{})
	})
	wantSame(t, "no document", got, nil)
}

func testStaff(t *testing.T, s store.Store) {
	const authority = "示例协会"
	staff := func(n int, username, authority string, role store.Role) store.Account {
		return store.Account{ID: id(n), Username: username, Role: role, Authority: authority, CreatedAt: noon()}
	}
	wang, anna := staff(2, "wang", authority, store.ReviewerRole), staff(3, "Anna", authority, store.AdministratorRole)
	addAccounts(t, s, account(1), wang, anna, staff(4, "other", "另一协会", store.OfficerRole), staff(5, "homeless", "", store.OfficerRole))
	for of, want := range map[string][]store.Account{authority: {anna, wang}, "无此协会": nil, "": nil} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Account, error) { return r.StaffOf(ctx, of) })
		wantSame(t, "staff of "+of, got, want)
	}
}

func testSessions(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1), account(2))
	one, two, other := session("one", id(1)), session("two", id(1)), session("other", id(2))
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, x := range []store.Session{one, two, other} {
			if err := tx.AddSession(ctx, x); err != nil {
				return err
			}
		}
		wantKind(t, tx.AddSession(ctx, one), fault.Conflict, "")
		return nil
	})
	there := func(x store.Session) bool {
		err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
			got, a, err := r.Session(ctx, x.TokenHash)
			if err == nil {
				wantSame(t, "session", got, x)
				wantSame(t, "its account", a.ID, x.AccountID)
			}
			return err
		})
		if err != nil {
			wantKind(t, err, fault.NotFound, "")
		}
		return err == nil
	}
	wantSame(t, "all there", []bool{there(one), there(two), there(other)}, []bool{true, true, true})
	earlier := session("earlier", id(1))
	earlier.CreatedAt, earlier.AuthenticatedAt, earlier.LastUsedAt, earlier.Device = noon().Add(-time.Hour), time.Time{}, time.Time{}, ""
	one.LastUsedAt = noon().Add(time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddSession(ctx, earlier); err != nil {
			return err
		}
		for hash, at := range map[string]time.Time{"one": one.LastUsedAt, "two": noon(), "unknown": noon()} { // two was used later
			if err := tx.TouchSession(ctx, []byte(hash), at); err != nil {
				return err
			}
		}
		return nil
	})
	of := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Session, error) { return r.SessionsOf(ctx, id(1)) })
	wantSame(t, "of one account", of, []store.Session{one, two, earlier})
	earlier.LastUsedAt = noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.TouchSession(ctx, earlier.TokenHash, noon()) })
	wantSame(t, "used for the first time", there(earlier), true)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.DeleteSession(ctx, []byte("unknown")); err != nil {
			return err
		}
		return tx.DeleteSession(ctx, one.TokenHash)
	})
	wantSame(t, "one ended", []bool{there(one), there(two), there(other)}, []bool{false, true, true})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteSessionsOf(ctx, id(1)) })
	wantSame(t, "all of one account ended", []bool{there(one), there(two), there(other)}, []bool{false, false, true})

	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddSession(ctx, session("x", "none")) })
	wantKind(t, err, fault.NotFound, "")
}

func testOneTimeCodes(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1))
	first := store.OneTimeCode{AccountID: id(1), Purpose: "claim", Hash: []byte("h1"), Phone: "19900001234", Attempts: 2, ExpiresAt: noon()}
	recovery := store.OneTimeCode{AccountID: id(1), Purpose: "recover", Hash: []byte("h2"), ExpiresAt: noon().Add(time.Hour)}
	code := func(purpose string) (store.OneTimeCode, error) {
		var c store.OneTimeCode
		err := s.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
			c, err = r.OneTimeCode(ctx, id(1), purpose)
			return err
		})
		return c, err
	}
	_, err := code("claim")
	wantKind(t, err, fault.NotFound, "")
	for _, c := range []store.OneTimeCode{first, recovery, {AccountID: id(1), Purpose: "claim", Hash: []byte("h3"), Phone: "1", ExpiresAt: noon()}} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutOneTimeCode(ctx, c) })
		got, err := code(c.Purpose)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "the newest code", got, c)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteOneTimeCode(ctx, id(1), "claim") })
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteOneTimeCode(ctx, id(1), "claim") })
	_, err = code("claim")
	wantKind(t, err, fault.NotFound, "")
	if _, err = code("recover"); err != nil {
		t.Errorf("the other purpose's code: %v", err)
	}
}

func testDeleteExpired(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1))
	ended, running := session("ended", id(1)), session("running", id(1))
	ended.ExpiresAt, running.ExpiresAt = noon().Add(-time.Microsecond), noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, x := range []store.Session{ended, running} {
			if err := tx.AddSession(ctx, x); err != nil {
				return err
			}
		}
		for purpose, at := range map[string]time.Time{"claim": ended.ExpiresAt, "recover": running.ExpiresAt} {
			if err := tx.PutOneTimeCode(ctx, store.OneTimeCode{AccountID: id(1), Purpose: purpose, ExpiresAt: at, Hash: []byte("h")}); err != nil {
				return err
			}
		}
		answer := keptAnswer()
		for key, at := range map[string]time.Time{"ended": ended.ExpiresAt, "running": running.ExpiresAt} {
			answer.Key, answer.ExpiresAt = key, at
			if err := tx.ReserveAnswer(ctx, answer, noon()); err != nil {
				return err
			}
		}
		return tx.DeleteExpired(ctx, noon())
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		_, _, err := r.Session(ctx, ended.TokenHash)
		wantKind(t, err, fault.NotFound, "")
		_, err = r.OneTimeCode(ctx, id(1), "claim")
		wantKind(t, err, fault.NotFound, "")
		if _, _, err = r.Session(ctx, running.TokenHash); err != nil {
			return err
		}
		_, err = r.KeptAnswer(ctx, id(1), "ended")
		wantKind(t, err, fault.NotFound, "")
		if _, err = r.KeptAnswer(ctx, id(1), "running"); err != nil {
			return err
		}
		_, err = r.OneTimeCode(ctx, id(1), "recover")
		return err
	})
}
