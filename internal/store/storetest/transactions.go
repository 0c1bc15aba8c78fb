package storetest

import (
	"context"
	"errors"
	"testing"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

func testTransactions(t *testing.T, s store.Store) {
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
	t.Run("failure leaves nothing and comes back as it is", func(t *testing.T) {
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.PutSetting(ctx, "left", "x"), tx.Enqueue(ctx, store.SealJob), errOurs)
		})
		if !errors.Is(err, errOurs) {
			t.Errorf("Update gave %v, want the function's own error", err)
		}
		wantUnset(t, s, "left")
	})
	t.Run("panic leaves nothing", func(t *testing.T) {
		func() {
			defer func() { _ = recover() }()
			_ = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				if err := tx.PutSetting(ctx, "left", "x"); err != nil {
					return err
				}
				panic(errOurs)
			})
		}()
		wantUnset(t, s, "left")
	})
	t.Run("reads its own writes, and others see them after", func(t *testing.T) {
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			if err := tx.PutSetting(ctx, "kept", "y"); err != nil {
				return err
			}
			got, err := tx.Setting(ctx, "kept")
			wantSame(t, "own write", got, "y")
			return err
		})
		got := read(t, s, func(ctx context.Context, r store.Reader) (string, error) { return r.Setting(ctx, "kept") })
		wantSame(t, "committed", got, "y")
	})
	t.Run("a conflict that the function lives with leaves the rest", func(t *testing.T) {
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			if err := tx.AddAccount(ctx, account(1)); err != nil {
				return err
			}
			wantKind(t, tx.AddAccount(ctx, account(1)), fault.Conflict, "")
			wantKind(t, tx.UpdateAccount(ctx, account(9)), fault.NotFound, "")
			return tx.PutSetting(ctx, "after conflict", "z")
		})
		got := read(t, s, func(ctx context.Context, r store.Reader) (string, error) { return r.Setting(ctx, "after conflict") })
		wantSame(t, "after a conflict", got, "z")
	})
}

func wantUnset(t *testing.T, s store.Store, name string) {
	t.Helper()
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Setting(ctx, name)
		return err
	})
	wantKind(t, err, fault.NotFound, "")
}

func testViewSeesOneMoment(t *testing.T, s store.Store) {
	view(t, s, func(ctx context.Context, r store.Reader) error {
		before, err := r.CountCertificates(ctx)
		if err != nil {
			return err
		}
		add(t, s, certificate(1))
		after, err := r.CountCertificates(ctx)
		wantSame(t, "count while another wrote", after, before)
		return err
	})
	n := read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.CountCertificates(ctx) })
	wantSame(t, "count in the next view", n, 1)
}

func testViewDoesNotWrite(t *testing.T, s store.Store) {
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		w, ok := r.(store.Tx)
		if !ok {
			return errOurs // a Reader that cannot write is what we want
		}
		return w.PutSetting(ctx, "left", "x")
	})
	if err == nil {
		t.Error("a view wrote")
	}
	wantUnset(t, s, "left")
}

func testCancelled(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.Record(ctx, audit.Entry{At: noon(), Action: "test"}); err != nil {
			return err
		}
		cancel()
		return nil
	})
	if err == nil {
		t.Error("Update succeeded under a context that was cancelled")
	}
	trail := read(t, s, func(ctx context.Context, r store.Reader) ([]audit.Entry, error) { return r.Trail(ctx, 10) })
	wantSame(t, "trail", trail, nil)
}

func testMalformedText(t *testing.T, s store.Store) {
	for _, text := range []string{"a\x00b", "a\xffb"} {
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			_, err := tx.AccountByUsername(ctx, text)
			if err == nil {
				t.Errorf("found an account named %q", text)
			}
			wantKind(t, tx.PutSetting(ctx, "text", text), fault.Invalid, "text_malformed")
			return tx.PutSetting(ctx, "text", "whole")
		})
	}
}
