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

func testCheckRecords(t *testing.T, s store.Store) {
	full := store.CheckRecord{
		Code: cert.NewRecordCode(), At: noon(), FileDigest: "0f0f", Copy: "0000000000000", AskedDay: civil.MustParse("2026-05-01"),
		Verdict: "invalid", Integrity: "intact", Seal: "trusted", Certificate: "revoked", Endorsement: "valid",
		Reasons: []string{"certificate_revoked"}, Demo: true, CheckedBy: "示例·𰻝有限公司 & <b>", ByNumber: "91350211M000100Y43",
	}
	bare := store.CheckRecord{Code: cert.NewRecordCode(), At: noon().Add(time.Microsecond), Verdict: "valid"}
	again := full
	again.Verdict = "valid"
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, c := range []store.CheckRecord{full, bare, again} {
			if err := tx.AddCheckRecord(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	of := func(code cert.RecordCode) (c store.CheckRecord, err error) {
		err = s.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
			c, err = r.CheckRecord(ctx, code)
			return err
		})
		c.At = c.At.UTC()
		return c, err
	}
	for _, want := range []store.CheckRecord{full, bare} {
		want.At = want.At.UTC()
		got, err := of(want.Code)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "record", got, want)
	}
	_, err := of("none")
	wantKind(t, err, fault.NotFound, "")
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ForgetCheckRecords(ctx, bare.At) })
	_, err = of(full.Code)
	wantKind(t, err, fault.NotFound, "")
	if _, err := of(bare.Code); err != nil {
		t.Errorf("a record as old as that is forgotten: %v", err)
	}
}
