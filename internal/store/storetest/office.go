package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

func testDeliveries(t *testing.T, s store.Store) {
	delivery := func(n int) store.Delivery {
		return store.Delivery{
			ID: id(n), Authority: "甲", Account: "cli", FileName: "批次.csv", DryRun: n%2 == 0, At: noon().Add(time.Duration(n) * time.Minute),
			Rows: 10, Added: 7, Unchanged: 1, Refused: 2, Report: "report", Faults: map[string]int{"name_unrenderable": 2},
		}
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for n := range 4 {
			if err := tx.AddDelivery(ctx, delivery(n)); err != nil {
				return err
			}
		}
		return nil
	})
	one := read(t, s, func(ctx context.Context, r store.Reader) (store.Delivery, error) { return r.Delivery(ctx, id(2)) })
	wantSame(t, "delivery", one, delivery(2))
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Delivery(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		wantKind(t, tx.AddDelivery(ctx, delivery(1)), fault.Conflict, "already_there")
		return nil
	})
}

func testSettings(t *testing.T, s store.Store) {
	for _, value := range []string{"https://yinxin.example/", "", "公网地址"} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutSetting(ctx, "public_url", value) })
		got := read(t, s, func(ctx context.Context, r store.Reader) (string, error) { return r.Setting(ctx, "public_url") })
		wantSame(t, "setting", got, value)
	}
	wantUnset(t, s, "other")
}
