package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

func testCatalogue(t *testing.T, s store.Store) {
	catalogue := func() []cert.Offering {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Offering, error) { return r.Catalogue(ctx) })
	}
	wantSame(t, "none loaded", catalogue(), nil)
	var offerings []cert.Offering
	for n := range 20 {
		offerings = append(offerings, cert.Offering{
			Qualification: fmt.Sprintf("资格-%d", 19-n), EnglishName: "Example", Level: "一级", Specialty: "专业", Authority: "示例协会",
			Seal: "示例协会", EndorsedFrom: civil.MustParse("2021-12-17"), OnlineFrom: 2016 + n,
		})
	}
	for _, load := range [][]cert.Offering{offerings, offerings[5:7], nil} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ReplaceCatalogue(ctx, load) })
		wantSame(t, "in the order loaded", catalogue(), load)
	}
}

func testSeals(t *testing.T, s store.Store) {
	older := store.Seal{
		ID: id(2), Authority: "示例协会", Algorithm: "ecdsa-p256", WrappedKey: []byte{2, 0, 255},
		Chain: [][]byte{{0x30, 0}, {0x30, 0xff}}, Qualifications: []string{"甲", "乙"}, CreatedAt: noon(),
	}
	newer := store.Seal{ID: id(1), Authority: "示例中心", WrappedKey: []byte{1}, CreatedAt: noon().Add(time.Second)}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddSeal(ctx, newer); err != nil {
			return err
		}
		return tx.AddSeal(ctx, older)
	})
	got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Seal, error) { return r.Seals(ctx) })
	wantSame(t, "oldest first", got, []store.Seal{older, newer})
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddSeal(ctx, older) })
	wantKind(t, err, fault.Conflict, "already_there")
}

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
