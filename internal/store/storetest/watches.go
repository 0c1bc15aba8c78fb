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

// watch makes the n-th watch of an organisation, begun n minutes after noon.
func watch(n int, organisation string) store.Watch {
	return store.Watch{
		ID: id(n), Organisation: organisation, Certificate: cert.ID(id(100 + n)), Copy: cert.Code("0123456789ABC"), Label: "新员工 7 号", By: id(1),
		CreatedAt: noon().Add(time.Duration(n) * time.Minute), LastDay: civil.MustParse("2026-12-31"),
	}
}

func addWatches(t *testing.T, s store.Store, all ...store.Watch) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, w := range all {
			if err := tx.AddWatch(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

func testWatches(t *testing.T, s store.Store) {
	first, second, other := watch(1, "a"), watch(2, "a"), watch(3, "b")
	second.Copy, second.Label = "", ""
	other.Certificate = first.Certificate
	addWatches(t, s, second, other, first)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		again := watch(4, "a")
		again.Certificate = first.Certificate
		wantKind(t, tx.AddWatch(ctx, again), fault.Conflict, "watched_already")
		again.Copy = "" // the same certificate by data
		return tx.AddWatch(ctx, again)
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		got, err := r.Watch(ctx, first.ID)
		wantSame(t, "watch", got, first)
		if err != nil {
			return err
		}
		_, err = r.Watch(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		page, err := r.WatchesOf(ctx, "a", "", 2)
		wantSame(t, "a page", page, []store.Watch{first, second})
		if err != nil {
			return err
		}
		page, err = r.WatchesOf(ctx, "b", other.ID, 2)
		wantSame(t, "after the last", len(page), 0)
		if err != nil {
			return err
		}
		n, err := r.CountWatches(ctx, "a")
		wantSame(t, "count", n, 3)
		return err
	})
	first.Certificate, first.Label, first.LastDay = cert.ID(id(200)), "调离", civil.MustParse("2026-11-22")
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateWatch(ctx, watch(9, "a")), fault.NotFound, "")
		return tx.UpdateWatch(ctx, first)
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		on, err := r.WatchesOn(ctx, first.Certificate)
		wantSame(t, "on the certificate", on, []store.Watch{first})
		if err != nil {
			return err
		}
		by, err := r.WatchesBy(ctx, first.Copy)
		wantSame(t, "by the copy", by, []store.Watch{first, other})
		if err != nil {
			return err
		}
		by, err = r.WatchesBy(ctx, "")
		wantSame(t, "by none", len(by), 0)
		if err != nil {
			return err
		}
		over, err := r.WatchesOver(ctx, first.LastDay, 9)
		wantSame(t, "on its last day", len(over), 0)
		if err != nil {
			return err
		}
		over, err = r.WatchesOver(ctx, first.LastDay.AddDays(1), 9)
		wantSame(t, "after it", over, []store.Watch{first})
		return err
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.RemoveWatch(ctx, first.ID); err != nil {
			return err
		}
		wantKind(t, tx.RemoveWatch(ctx, first.ID), fault.NotFound, "")
		return nil
	})
}
