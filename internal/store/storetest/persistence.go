package storetest

import (
	"context"
	"testing"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

// Reopen opens one database, the same at each call. The caller closes.
type Reopen func(ctx context.Context) (store.Store, error)

// RunShared holds an adapter to what several openers of one database may
// expect: the first ones, all at once, make its tables, each sees what the
// others wrote, and it is all there when it is opened again.
func RunShared(t *testing.T, open Reopen) {
	stores := make([]store.Store, 4)
	var g errgroup.Group
	for n := range stores {
		g.Go(func() (err error) {
			stores[n], err = open(t.Context())
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatalf("open at once: %v", err)
	}
	const each = 25
	for n, s := range stores {
		g.Go(func() error {
			for i := range each {
				err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
					return tx.AddCertificates(ctx, []cert.Certificate{certificate(n*each + i)})
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatalf("write at once: %v", err)
	}
	for _, s := range stores {
		wantSame(t, "certificates each sees", count(t, s), each*len(stores))
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	again, err := open(t.Context())
	if err != nil {
		t.Fatalf("open again: %v", err)
	}
	got := read(t, again, func(ctx context.Context, r store.Reader) (cert.Certificate, error) {
		return r.Certificate(ctx, certificate(77).ID)
	})
	wantSame(t, "certificate after reopening", got, certificate(77))
	if err := again.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
