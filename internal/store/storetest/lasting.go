package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// lastingCopies adds ready copies of one certificate with rows of their own.
func lastingCopies(t *testing.T, s store.Store, rows ...store.Lasting) []cert.Copy {
	t.Helper()
	a := certificate(1)
	add(t, s, a)
	copies := make([]cert.Copy, len(rows))
	for n := range rows {
		copies[n] = countedCopy(n, a.ID, []string{"甲", "乙"}[n%2], noon())
		rows[n].Code = copies[n].Code
		addCopies(t, s, copies[n])
		copies[n] = sealed(copies[n], noon())
		finish(t, s, copies[n])
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddLasting(ctx, rows[n]) })
	}
	return copies
}

func lastingOf(t *testing.T, s store.Store, codes ...cert.Code) []store.Lasting {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Lasting, error) { return r.LastingOf(ctx, codes) })
}

func raising(t *testing.T, s store.Store, authority string, limit int) store.Raising {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) (store.Raising, error) {
		return r.Raising(ctx, authority, limit)
	})
}

func testLasting(t *testing.T, s store.Store) {
	rows := []store.Lasting{
		{Level: "b-lta", Ends: noon().AddDate(3, 0, 0).UTC(), Algorithm: "p256-sha256"},
		{Level: "b-b", Wanted: "b-lta", Since: noon().UTC(), Reason: "tsa_unavailable"},
	}
	copies := lastingCopies(t, s, rows...)
	wantSame(t, "one", lastingOf(t, s, copies[0].Code), rows[:1])
	wantSame(t, "another, and one that has none", lastingOf(t, s, copies[1].Code, "0000000000099"), rows[1:])
	wantSame(t, "none", lastingOf(t, s), nil)
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddLasting(ctx, rows[0]) })
	wantKind(t, err, fault.Conflict, "")
	wantSame(t, "of all", raising(t, s, "", 9), store.Raising{Copies: 1, Since: noon().UTC(), Reason: "tsa_unavailable"})
	wantSame(t, "of its authority", raising(t, s, "乙", 9).Copies, 1)
	wantSame(t, "of another", raising(t, s, "甲", 9), store.Raising{})
}

func testRaising(t *testing.T, s store.Store) {
	waits := func(n int) store.Lasting {
		return store.Lasting{Level: "b-b", Wanted: "b-t", Since: noon().Add(time.Duration(-n) * time.Minute).UTC()}
	}
	rows := []store.Lasting{waits(0), waits(1), waits(2), {Level: "b-t", Ends: noon().UTC(), Algorithm: "rsa2048-sha256"}}
	lastingCopies(t, s, rows...)
	claim := func(owner string, now time.Time, limit int) (codes []cert.Code) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			claimed, err := tx.ClaimRaising(ctx, owner, now, time.Minute, limit)
			codes = nil
			for _, l := range claimed {
				codes = append(codes, l.Code)
			}
			return err
		})
		return codes
	}
	wantSame(t, "counted up to a limit", raising(t, s, "", 2).Copies, 2)
	wantSame(t, "longest first", claim("x", noon(), 2), []cert.Code{rows[2].Code, rows[1].Code})
	wantSame(t, "the rest", claim("y", noon(), 9), []cert.Code{rows[0].Code})
	wantSame(t, "all held", claim("z", noon(), 9), nil)

	done := rows[2]
	done.Level, done.Wanted, done.Since, done.Ends, done.Algorithm = "b-t", "", time.Time{}, noon().AddDate(1, 0, 0).UTC(), "p256-sha256"
	until := noon().Add(time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.FinishLasting(ctx, "z", done), fault.Conflict, "moved_on")
		wantKind(t, tx.FinishLasting(ctx, "", done), fault.Conflict, "moved_on")
		wantKind(t, tx.DeferLasting(ctx, "z", rows[1].Code, until, "x"), fault.Conflict, "moved_on")
		if err := tx.FinishLasting(ctx, "x", done); err != nil {
			return err
		}
		return tx.DeferLasting(ctx, "x", rows[1].Code, until, "evidence_missing")
	})
	wantSame(t, "raised", lastingOf(t, s, done.Code), []store.Lasting{done})
	wantSame(t, "why it waits", raising(t, s, "", 9), store.Raising{Copies: 2, Since: rows[1].Since, Reason: "evidence_missing"})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ReleaseLasting(ctx, "y") })
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ReleaseLasting(ctx, "") })
	wantSame(t, "released, the deferred one not", claim("z", noon(), 9), []cert.Code{rows[0].Code})
	wantSame(t, "when leases and deferral end", claim("y", until, 9), []cert.Code{rows[1].Code, rows[0].Code})

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.ClaimLasting(ctx, "z", rows[0].Code, until, time.Minute)
		wantKind(t, err, fault.NotFound, "")
		one, err := tx.ClaimLasting(ctx, "z", rows[3].Code, until, time.Minute)
		wantSame(t, "one alone", one, rows[3])
		_, malformed := tx.ClaimLasting(ctx, "", rows[3].Code, until, time.Minute)
		wantKind(t, malformed, fault.Invalid, "lease_malformed")
		_, malformed = tx.ClaimRaising(ctx, "z", until, 0, 1)
		wantKind(t, malformed, fault.Invalid, "lease_malformed")
		return err
	})
}

func testRenewable(t *testing.T, s store.Store) {
	has := func(level, algorithm string, years int) store.Lasting {
		return store.Lasting{Level: level, Algorithm: algorithm, Ends: noon().AddDate(years, 0, 0).UTC()}
	}
	rows := []store.Lasting{has("b-lta", "p256-sha256", 1), has("b-lta", "rsa2048-sha256", 9), has("b-t", "p256-sha256", 9), {Level: "b-b", Wanted: "b-t", Since: noon().UTC()}, {}}
	copies := lastingCopies(t, s, append(rows, has("b-lta", "p256-sha256", 1))...)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, copies[5].Code, noon()) })
	for n := range rows {
		rows[n].Code = copies[n].Code
	}
	today := civil.Of(noon())
	last := copies[0].Endorsement.ValidUntil
	for name, test := range map[string]struct {
		due   store.Renewable
		after cert.Code
		limit int
		want  []store.Lasting
	}{
		"nobody has looked": {store.Renewable{Today: today}, "", 9, rows[4:]},
		"ends before":       {store.Renewable{Today: today, Before: noon().AddDate(2, 0, 0)}, "", 9, []store.Lasting{rows[0], rows[4]}},
		"algorithm":         {store.Renewable{Today: today, Algorithms: []string{"rsa2048-sha256", "x"}}, "", 9, []store.Lasting{rows[1], rows[4]}},
		"level":             {store.Renewable{Today: today, Levels: []string{"b-t", "b-lt"}}, "", 9, []store.Lasting{rows[2], rows[4]}},
		"a page":            {store.Renewable{Today: today, Before: noon().AddDate(20, 0, 0)}, rows[0].Code, 2, rows[1:3]},
		"on the last day":   {store.Renewable{Today: last}, "", 9, rows[4:]},
		"expired":           {store.Renewable{Today: last.AddDays(1)}, "", 9, nil},
	} {
		wantSame(t, name, read(t, s, func(ctx context.Context, r store.Reader) ([]store.Lasting, error) {
			return r.RenewableCopies(ctx, test.due, test.after, test.limit)
		}), test.want)
	}
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.RenewableCopies(ctx, store.Renewable{}, "", 0)
		return err
	})
	wantKind(t, err, fault.Invalid, "list_too_long")
}

func testReplaceFile(t *testing.T, s store.Store) {
	c := lastingCopies(t, s, store.Lasting{Level: "b-b"})[0]
	old := c.Blob
	c.Blob, c.Digests = old+"-2", append([]string{"cc"}, c.Digests...)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ReplaceFile(ctx, c, old) })
	wantSame(t, "replaced", copyOf(t, s, c.Code), c)
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.ReplaceFile(ctx, c, old) })
	wantKind(t, err, fault.Conflict, "moved_on")
	err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.WithdrawCopy(ctx, c.Code, noon()); err != nil {
			return err
		}
		return tx.ReplaceFile(ctx, c, c.Blob)
	})
	wantKind(t, err, fault.Conflict, "moved_on")
}
