package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

func seal(n int) store.Seal {
	return store.Seal{
		ID: id(n), Authority: "示例协会", Algorithm: "p256", WrappedKey: []byte{2, 0, 255}, Request: []byte{0x30, 1, 0},
		Chain: [][]byte{{0x30, 0}, {0x30, 0xff}}, Budget: 9, Level: "b-lta", State: store.SealActive, CreatedAt: noon().Add(time.Duration(n) * time.Second),
		From: civil.MustParse("2026-12-24"), Form: "sm2seal", Electronic: []byte{0x30, 3, 0},
		Scope: cert.SealScope{{Qualification: "甲", From: civil.MustParse("2026-12-01")}, {Qualification: "乙"}},
	}
}

func testSeals(t *testing.T, s store.Store) {
	older, newer := seal(2), seal(3)
	newer.Chain, newer.Scope, newer.Request, newer.State, newer.Budget, newer.Level = nil, nil, nil, store.SealAwaitingChain, 0, ""
	newer.WrappedKey, newer.DeviceKey = nil, "pkcs11:id=%01"
	newer.Form, newer.Electronic = "", nil
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddSeal(ctx, newer); err != nil {
			return err
		}
		return tx.AddSeal(ctx, older)
	})
	all := func() []store.Seal {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Seal, error) { return r.Seals(ctx) })
	}
	wantSame(t, "oldest first", all(), []store.Seal{older, newer})
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddSeal(ctx, older) })
	wantKind(t, err, fault.Conflict, "already_there")

	newer.Chain, newer.Scope, newer.State, newer.Budget, newer.Level = older.Chain, older.Scope, store.SealFrozen, 4, "b-t"
	newer.Electronic = []byte{0x30, 0}
	newer.From, newer.CompromisedAt = civil.MustParse("2027-01-01"), noon().Add(-time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateSeal(ctx, seal(9)), fault.NotFound, "")
		_, err := tx.LockSeal(ctx, id(9))
		wantKind(t, err, fault.NotFound, "")
		return tx.UpdateSeal(ctx, newer)
	})
	wantSame(t, "changed", all(), []store.Seal{older, newer})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, read := range []func(context.Context, string) (store.Seal, error){tx.Seal, tx.LockSeal, tx.HoldSeal} {
			got, err := read(ctx, newer.ID)
			wantSame(t, "one", got, newer)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// A change waits for whoever holds the seal, and then sees what they did.
func testHoldSeal(t *testing.T, s store.Store) {
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddSeal(ctx, seal(1)) })
	held, changed := make(chan struct{}), make(chan error, 1)
	hold := sync.OnceFunc(func() { close(held) }) // a transaction may run again
	go func() {
		<-held
		changed <- s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			found, err := tx.LockSeal(ctx, id(1))
			if err != nil {
				return err
			}
			uses, err := tx.SealUsesFor(ctx, id(1), "")
			wantSame(t, "uses seen by the change", uses, 1)
			found.State = store.SealFrozen
			if err == nil {
				err = tx.UpdateSeal(ctx, found)
			}
			return err
		})
	}()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.HoldSeal(ctx, id(1)); err != nil {
			return err
		}
		hold()
		return tx.CountSealUse(ctx, store.SealUse{Seal: id(1), Day: civil.MustParse("2026-11-22"), Times: 1})
	})
	if err := <-changed; err != nil {
		t.Error(err)
	}
}

func testSealUses(t *testing.T, s store.Store) {
	today, before := civil.MustParse("2026-11-22"), civil.MustParse("2026-11-21")
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for n := range 3 {
			if err := tx.AddSeal(ctx, seal(n)); err != nil {
				return err
			}
		}
		for i := range 40 {
			u := store.SealUse{Seal: id(1), Day: today, Delivery: "first", Copy: cert.NewCode(), Times: 2}
			if i%4 == 0 {
				u.Day, u.Delivery = before, "second"
			}
			if err := tx.CountSealUse(ctx, u); err != nil {
				return err
			}
		}
		return tx.CountSealUse(ctx, store.SealUse{Seal: id(2), Day: before, Times: 1})
	})
	got := read(t, s, func(ctx context.Context, r store.Reader) (map[string]store.SealCount, error) {
		return r.SealCounts(ctx, today)
	})
	wantSame(t, "counts", got, map[string]store.SealCount{id(1): {OnDay: 60, Total: 80}, id(2): {OnDay: 0, Total: 1}})
	for delivery, want := range map[string]int{"first": 60, "second": 20, "": 0} {
		n := read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.SealUsesFor(ctx, id(1), delivery) })
		wantSame(t, "for delivery "+delivery, n, want)
	}
}
