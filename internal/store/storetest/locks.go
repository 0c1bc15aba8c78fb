package storetest

import (
	"context"
	"testing"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Eight transactions that each lock, read and add one must not lose a step.
func testLockCertificate(t *testing.T, s store.Store) {
	c := certificate(1)
	c.Photo = ""
	add(t, s, c)
	atOnce(t, s, func(ctx context.Context, tx store.Tx) error {
		got, err := tx.LockCertificate(ctx, c.ID)
		if err != nil {
			return err
		}
		return tx.SetCertificatePhoto(ctx, c.ID, got.Photo+"x")
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		got, err := tx.LockCertificate(ctx, c.ID)
		wantSame(t, "steps", got.Photo, "xxxxxxxx")
		return err
	})
}

func testLockAccount(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1))
	atOnce(t, s, func(ctx context.Context, tx store.Tx) error {
		a, err := tx.LockAccount(ctx, id(1))
		if err != nil {
			return err
		}
		a.NoticeVersion++
		return tx.UpdateAccount(ctx, a)
	})
	want := account(1)
	want.NoticeVersion += 8
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		got, err := tx.LockAccount(ctx, id(1))
		wantSame(t, "account after eight steps", got, want)
		_, missing := tx.LockAccount(ctx, "none")
		wantKind(t, missing, fault.NotFound, "")
		return err
	})
}

// atOnce runs f in eight transactions at the same time.
func atOnce(t *testing.T, s store.Store, f func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	start := make(chan struct{})
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			<-start
			return s.Update(t.Context(), f)
		})
	}
	close(start)
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}
