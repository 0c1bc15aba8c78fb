package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// organisation makes the n-th organisation, registered n minutes after noon.
func organisation(n int) store.Organisation {
	at := noon().Add(time.Duration(n) * time.Minute)
	return store.Organisation{
		ID: id(n), Name: fmt.Sprintf("示例·𰻝单位 %d_%%", n), Number: fmt.Sprintf("9111000000000%05d", n),
		CreatedAt: at, ConfirmedAt: at.Add(time.Second),
	}
}

func addOrganisations(t *testing.T, s store.Store, all ...store.Organisation) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, o := range all {
			if err := tx.AddOrganisation(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func testOrganisations(t *testing.T, s store.Store) {
	first, second, unconfirmed := organisation(1), organisation(2), organisation(3)
	unconfirmed.ConfirmedAt = time.Time{}
	addOrganisations(t, s, first, second, unconfirmed)
	for _, want := range []store.Organisation{first, unconfirmed} {
		got := read(t, s, func(ctx context.Context, r store.Reader) (store.Organisation, error) {
			return r.Organisation(ctx, want.ID)
		})
		wantSame(t, "organisation", got, want)
	}
	first.Name, first.DisabledAt = "另一个名称", noon().Add(time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateOrganisation(ctx, first) })
	for words, want := range map[string][]store.Organisation{
		"":            {second, first},
		"另一":          {first},
		"示例·𰻝":        {second},
		"2_%":         {second},
		"1_%":         nil, // it has another name now
		"%":           {second},
		"!":           nil,
		second.Number: {second},
	} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Organisation, error) {
			return r.Organisations(ctx, words, 10)
		})
		wantSame(t, "found by "+words, got, want)
	}
	newest := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Organisation, error) {
		return r.Organisations(ctx, "", 1)
	})
	wantSame(t, "the newest", newest, []store.Organisation{second})
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Organisation(ctx, "none")
		return err
	})
	wantKind(t, err, fault.NotFound, "")
	err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.UpdateOrganisation(ctx, organisation(9)) })
	wantKind(t, err, fault.NotFound, "")
}

// A number is one's own once it is confirmed, and until one is locked out.
func testOrganisationNumbers(t *testing.T, s store.Store) {
	first, second := organisation(1), organisation(2)
	second.Number = first.Number
	confirmed := second.ConfirmedAt
	second.ConfirmedAt = time.Time{}
	addOrganisations(t, s, first, second)
	by := func() (o store.Organisation, err error) {
		err = s.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
			o, err = r.OrganisationByNumber(ctx, first.Number)
			return err
		})
		return o, err
	}
	second.ConfirmedAt = confirmed
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateOrganisation(ctx, second), fault.Conflict, "organisation_registered")
		third := organisation(3)
		third.Number = first.Number
		wantKind(t, tx.AddOrganisation(ctx, third), fault.Conflict, "organisation_registered")
		return nil
	})
	got, err := by()
	wantSame(t, "by number", got, first)
	if err != nil {
		t.Error(err)
	}
	locked := first
	locked.DisabledAt = noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateOrganisation(ctx, locked) })
	_, err = by()
	wantKind(t, err, fault.NotFound, "")
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateOrganisation(ctx, second) })
	got, err = by()
	wantSame(t, "by number, freed", got, second)
	if err != nil {
		t.Error(err)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateOrganisation(ctx, first), fault.Conflict, "organisation_registered")
		return nil
	})
}

func testUnconfirmedOrganisations(t *testing.T, s store.Store) {
	oldest, confirmed, older, newest := organisation(1), organisation(2), organisation(3), organisation(4)
	for _, o := range []*store.Organisation{&oldest, &older, &newest} {
		o.ConfirmedAt = time.Time{}
	}
	oldest.DisabledAt = noon() // its account was closed
	addOrganisations(t, s, newest, confirmed, older, oldest)
	before := func(o store.Organisation, limit int) []store.Organisation {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Organisation, error) {
			return r.UnconfirmedBefore(ctx, o.CreatedAt, limit)
		})
	}
	wantSame(t, "unconfirmed", before(newest, 10), []store.Organisation{oldest, older})
	wantSame(t, "the first of them", before(newest, 1), []store.Organisation{oldest})
	wantSame(t, "none that old", before(oldest, 10), []store.Organisation(nil))
	remove := func(o store.Organisation) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.DeleteUnconfirmed(ctx, o.ID) })
	}
	if err := remove(older); err != nil {
		t.Error(err)
	}
	wantSame(t, "left", before(newest, 10), []store.Organisation{oldest})
	wantKind(t, remove(older), fault.NotFound, "")
	wantKind(t, remove(confirmed), fault.NotFound, "")
	read(t, s, func(ctx context.Context, r store.Reader) (store.Organisation, error) {
		return r.Organisation(ctx, confirmed.ID)
	})
}

func testAccountsOfOrganisation(t *testing.T, s store.Store) {
	older, newer, other, none := account(1), account(2), account(3), account(4)
	older.Organisation, newer.Organisation, none.Organisation = id(7), id(7), ""
	addAccounts(t, s, newer, older, other, none)
	for organisation, want := range map[string][]store.Account{id(7): {older, newer}, id(8): nil, "": nil} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Account, error) {
			return r.AccountsOfOrganisation(ctx, organisation)
		})
		wantSame(t, "accounts of "+organisation, got, want)
	}
}

func testLookups(t *testing.T, s store.Store) {
	first, second := organisation(1), organisation(2)
	addOrganisations(t, s, first, second)
	today := civil.MustParse("2026-11-22")
	for _, step := range []struct {
		of   store.Organisation
		day  civil.Date
		n    int
		left int // -1: refused
	}{
		{first, today, 11, -1},
		{first, today, 4, 6},
		{first, today, 7, -1}, // none of them
		{first, today, 6, 0},
		{first, today, 1, -1},
		{second, today, 10, 0},
		{first, today.AddDays(1), 1, 9},
	} {
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			left, err := tx.TakeLookups(ctx, step.of.ID, step.day, step.n, 10)
			if err == nil && left != step.left {
				t.Errorf("%+v: %d left", step, left)
			}
			return err
		})
		if step.left < 0 {
			wantKind(t, err, fault.Exhausted, "lookups_used_up")
		} else if err != nil {
			t.Errorf("%+v: %v", step, err)
		}
	}
	taken := func(day civil.Date) int {
		return read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.LookupsTaken(ctx, first.ID, day) })
	}
	wantSame(t, "taken", []int{taken(today), taken(today.AddDays(1)), taken(today.AddDays(2))}, []int{10, 1, 0})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		return tx.DeleteExpired(ctx, today.AddDays(1).Start().Add(store.CountHorizon))
	})
	wantSame(t, "forgotten", []int{taken(today), taken(today.AddDays(1))}, []int{0, 1})
}

func testLookupsAtOnce(t *testing.T, s store.Store) {
	addOrganisations(t, s, organisation(1))
	var taken atomic.Int32
	var g errgroup.Group
	for range 12 {
		g.Go(func() error {
			err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				_, err := tx.TakeLookups(ctx, id(1), civil.MustParse("2026-11-22"), 2, 11)
				return err
			})
			if err == nil {
				taken.Add(2)
			} else if fault.Is(err, fault.Exhausted) {
				err = nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "taken at once", taken.Load(), 10)
}
