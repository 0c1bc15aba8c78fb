package storetest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/store"
)

func testThrottle(t *testing.T, s store.Store) {
	const burst, interval = 3, time.Minute
	allow := func(key string, at time.Duration) (ok bool) {
		update(t, s, func(ctx context.Context, tx store.Tx) (err error) {
			ok, err = tx.Allow(ctx, key, noon().Add(at), burst, interval)
			return err
		})
		return ok
	}
	for _, step := range []struct {
		at   time.Duration
		want bool
	}{
		{0, true}, {0, true}, {0, true}, {0, false}, // the burst
		{interval - time.Microsecond, false},
		{interval, true}, {interval, false}, // one came back
		{3 * interval, true}, {3 * interval, true}, {3 * interval, false},
		{10 * interval, true}, {10 * interval, true}, {10 * interval, true}, {10 * interval, false}, // never more than the burst
	} {
		if got := allow("key", step.at); got != step.want {
			t.Errorf("after %v: allowed %v, want %v", step.at, got, step.want)
		}
	}
	wantSame(t, "another key", allow("other", 10*interval), true)
	wantSame(t, "a clock half an hour behind", allow("other", -20*interval), false)
	wantSame(t, "a clock set back a day", allow("other", -24*time.Hour), true)
	for range burst - 1 {
		allow("other", -24*time.Hour)
	}
	wantSame(t, "no more than the burst then", allow("other", -24*time.Hour), false)

	// Forgetting throttles that are full again gives nobody an attempt more.
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteExpired(ctx, noon().Add(10*interval)) })
	wantSame(t, "after tidying", allow("key", 10*interval), false)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		ok, err := tx.Allow(ctx, "none", noon(), 0, interval)
		wantSame(t, "no burst", ok, false)
		return err
	})
}

func testThrottleAtOnce(t *testing.T, s store.Store) {
	var allowed atomic.Int32
	var g errgroup.Group
	for range 12 {
		g.Go(func() error {
			var ok bool
			err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
				ok, err = tx.Allow(ctx, "key", noon(), 5, time.Minute)
				return err
			})
			if ok {
				allowed.Add(1)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "allowed at once", allowed.Load(), 5)
}
