package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

func testChecks(t *testing.T, s store.Store) {
	a, b := certificate(1), certificate(2)
	add(t, s, a, b)
	one, other := pendingCopy(1, a.ID), pendingCopy(2, b.ID)
	addCopies(t, s, one, other)
	minute := noon().Truncate(time.Minute)
	first := store.Check{Code: one.Code, At: noon(), Way: store.CheckedByCode}
	again, byFile, office, later, foreign, unknown := first, first, first, first, first, first
	byData := store.Check{Certificate: a.ID, At: noon(), Way: store.CheckedByData, Organisation: id(7)}
	byOther, ofNone := byData, byData
	byOther.Organisation, ofNone.Certificate = id(8), "none"
	again.At = minute.Add(59 * time.Second)
	byFile.Way = store.CheckedByFile
	office.Office = "示例人事考试中心"
	later.At = noon().Add(time.Minute)
	foreign.Code, unknown.Code = other.Code, "0000000000000"
	all := []store.Check{first, again, byFile, office, later, foreign, unknown, byData, byData, byOther, ofNone}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, c := range all[:4] {
			if err := tx.AddCheck(ctx, c); err != nil {
				return err
			}
		}
		return tx.AddChecks(ctx, all)
	})
	page := func(after store.Check, limit int) []store.Check {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Check, error) {
			return r.ChecksOf(ctx, a.ID, after, limit)
		})
	}
	of := func(limit int) []store.Check { return page(store.Check{}, limit) }
	first.At, byFile.At, office.At, later.At, byData.At, byOther.At = minute, minute, minute, minute.Add(time.Minute), minute, minute
	for _, c := range []*store.Check{&first, &byFile, &office, &later} {
		c.Certificate = a.ID
	}
	got := of(10)
	for i := range got {
		got[i].At = got[i].At.UTC()
	}
	wantSame(t, "checks", got, []store.Check{later, byData, byOther, first, office, byFile})
	wantSame(t, "the newest", len(of(1)), 1)
	var paged []store.Check
	for some := of(2); len(some) > 0; some = page(some[len(some)-1], 2) {
		paged = append(paged, some...)
	}
	wantSame(t, "in pages", paged, of(10))
	lookedUp := func(organisation string, of cert.ID, since time.Time) bool {
		return read(t, s, func(ctx context.Context, r store.Reader) (bool, error) {
			return r.LookedUp(ctx, organisation, of, since)
		})
	}
	wantSame(t, "looked up", lookedUp(id(7), a.ID, noon()), true)
	wantSame(t, "looked up later", lookedUp(id(7), a.ID, noon().Add(time.Minute)), false)
	wantSame(t, "another looked up", lookedUp(id(7), b.ID, noon()), false)
	wantSame(t, "by nobody", lookedUp("", a.ID, noon()), false)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ForgetChecks(ctx, later.At) })
	wantSame(t, "checks kept", len(of(10)), 1)
}
