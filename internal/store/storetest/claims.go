package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

func claim(t *testing.T, s store.Store, owner string, now time.Time, lease time.Duration, limit int) []cert.Code {
	t.Helper()
	var codes []cert.Code
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		claimed, err := tx.ClaimCopies(ctx, owner, now, lease, limit)
		codes = nil
		for _, c := range claimed {
			codes = append(codes, c.Code)
		}
		return err
	})
	return codes
}

func testClaims(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	wantSame(t, "nothing pending", claim(t, s, "x", noon(), time.Minute, 10), nil)
	var codes []cert.Code
	for n := range 5 {
		codes = append(codes, pendingCopy(n, a.ID).Code)
		addCopies(t, s, pendingCopy(4-n, a.ID)) // newest first, to be claimed oldest first
	}
	wantSame(t, "no limit", claim(t, s, "x", noon(), time.Minute, 0), nil)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		claimed, err := tx.ClaimCopies(ctx, "x", noon(), time.Minute, 2)
		wantSame(t, "whole copies", claimed, []cert.Copy{pendingCopy(0, a.ID), pendingCopy(1, a.ID)})
		return err
	})
	wantSame(t, "the next", claim(t, s, "y", noon(), time.Minute, 2), codes[2:4])
	wantSame(t, "the rest", claim(t, s, "x", noon(), time.Minute, 2), codes[4:])
	wantSame(t, "all held", claim(t, s, "z", noon(), time.Minute, 2), nil)

	finish := sealed(pendingCopy(0, a.ID), noon())
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.FinishCopy(ctx, "x", finish, noon()) })
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ReleaseCopies(ctx, "x") })
	wantSame(t, "released, the finished one not", claim(t, s, "z", noon(), time.Minute, 9), []cert.Code{codes[1], codes[4]})

	for _, bad := range []struct {
		owner string
		lease time.Duration
	}{{"", time.Minute}, {"x", 0}} {
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			_, err := tx.ClaimCopies(ctx, bad.owner, noon(), bad.lease, 1)
			return err
		})
		wantKind(t, err, fault.Invalid, "lease_malformed")
	}
}

func testLeases(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	c := pendingCopy(1, a.ID)
	addCopies(t, s, c)
	wantSame(t, "claimed", claim(t, s, "x", noon(), time.Minute, 1), []cert.Code{c.Code})
	end := noon().Add(time.Minute)
	wantSame(t, "just before it ends", claim(t, s, "y", end.Add(-time.Microsecond), time.Minute, 1), nil)
	wantSame(t, "when it ends", claim(t, s, "y", end, time.Minute, 1), []cert.Code{c.Code})

	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.FinishCopy(ctx, "x", sealed(c, end), end)
	})
	wantKind(t, err, fault.Conflict, "") // x's lease went to y
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.FinishCopy(ctx, "y", sealed(c, end), end) })
	wantSame(t, "sealed once", copyOf(t, s, c.Code), sealed(c, end))
}

func testDeferCopy(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	waiting, held := pendingCopy(1, a.ID), pendingCopy(2, a.ID)
	addCopies(t, s, waiting)
	addCopies(t, s, held)
	claim(t, s, "x", noon(), time.Hour, 2)
	until := noon().Add(time.Minute)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.DeferCopy(ctx, "y", waiting.Code, until), fault.Conflict, "moved_on")
		wantKind(t, tx.DeferCopy(ctx, "", waiting.Code, until), fault.Conflict, "moved_on")
		return tx.DeferCopy(ctx, "x", waiting.Code, until)
	})
	wantSame(t, "deferred", claim(t, s, "y", until.Add(-time.Microsecond), time.Hour, 2), nil)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.WakeCopies(ctx) })
	wantSame(t, "woken, but not the one that is held", claim(t, s, "y", noon(), time.Hour, 2), []cert.Code{waiting.Code})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeferCopy(ctx, "y", waiting.Code, until) })
	wantSame(t, "when it ends", claim(t, s, "y", until, time.Minute, 2), []cert.Code{waiting.Code})
}

// Ten applications at the same moment, each under the lock and each counting
// first, leave exactly three.
func testTenApplicationsAtOnce(t *testing.T, s store.Store) {
	const quota = 3
	a := certificate(1)
	add(t, s, a)
	errFull := errors.New("quota used up")
	start := make(chan struct{})
	var g errgroup.Group
	for n := range 10 {
		g.Go(func() error {
			<-start
			err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				if _, err := tx.LockCertificate(ctx, a.ID); err != nil {
					return err
				}
				copies, err := tx.CopiesOf(ctx, a.ID)
				if err != nil {
					return err
				}
				if len(copies) >= quota {
					return errFull
				}
				return errors.Join(tx.AddCopy(ctx, pendingCopy(n, a.ID)), tx.Enqueue(ctx, store.SealJob))
			})
			if errors.Is(err, errFull) {
				return nil
			}
			return err
		})
	}
	close(start)
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	of := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Copy, error) { return r.CopiesOf(ctx, a.ID) })
	wantSame(t, "copies", len(of), quota)
}

func testClaimersAtOnce(t *testing.T, s store.Store) {
	const copies, claimers = 60, 6
	a := certificate(1)
	add(t, s, a)
	var all []cert.Copy
	for n := range copies {
		all = append(all, pendingCopy(n, a.ID))
	}
	addCopies(t, s, all...)

	var mu sync.Mutex
	owners := map[cert.Code]string{}
	var g errgroup.Group
	for n := range claimers {
		owner := fmt.Sprintf("claimer-%d", n)
		g.Go(func() error {
			for {
				var claimed []cert.Copy
				err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
					claimed, err = tx.ClaimCopies(ctx, owner, noon(), time.Minute, 4)
					return err
				})
				if err != nil || len(claimed) == 0 {
					return err
				}
				mu.Lock()
				for _, c := range claimed {
					if before := owners[c.Code]; before != "" {
						t.Errorf("copy %s claimed by %s and by %s", c.Code, before, owner)
					}
					owners[c.Code] = owner
				}
				mu.Unlock()
			}
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	// One that found the rest locked may have stopped early; none is lost.
	left := claim(t, s, "last", noon(), time.Minute, copies)
	wantSame(t, "claimed in all", len(owners)+len(left), copies)
}
