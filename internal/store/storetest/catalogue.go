package storetest

import (
	"context"
	"fmt"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

// offerings makes rows of an authority, numbered downwards so that no order
// but the file's gives theirs.
func offerings(authority string, n int) (all []cert.Offering) {
	for ; n > 0; n-- {
		all = append(all, cert.Offering{
			Qualification: fmt.Sprintf("资格-%d", n), EnglishName: "Example", Level: "一级", Specialty: "专业", Authority: authority,
			Seal: authority, EndorsedFrom: civil.MustParse("2021-12-17"), OnlineFrom: 2016 + n, OnlineUntil: 2040,
			SealFrom: civil.MustParse("2020-01-01"), Scenarios: []string{"本人调用", "单位查验"}, Template: "certificate/1",
		})
	}
	return all
}

func catalogueVersion(authority string, number int, from string) store.CatalogueVersion {
	return store.CatalogueVersion{
		CatalogueVersion: cert.CatalogueVersion{Authority: authority, Number: number, EffectiveOn: civil.MustParse(from)},
		Account:          id(7), At: noon(),
	}
}

func catalogueOn(t *testing.T, s store.Store, day string) []cert.Offering {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Offering, error) {
		return r.Catalogue(ctx, civil.MustParse(day))
	})
}

func testCatalogue(t *testing.T, s store.Store) {
	wantSame(t, "none loaded", catalogueOn(t, s, "2026-11-22"), nil)
	second, first := offerings("乙协会", 12), offerings("甲中心", 2)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		// The authority that comes first stands first, whatever it is called.
		if _, err := tx.AddCatalogueVersion(ctx, catalogueVersion("甲中心", 0, "2026-01-01"), first); err != nil {
			return err
		}
		number, err := tx.AddCatalogueVersion(ctx, catalogueVersion("乙协会", 0, "2026-02-01"), second)
		wantSame(t, "number", number, 1)
		return err
	})
	wantSame(t, "before the first", catalogueOn(t, s, "2025-12-31"), nil)
	wantSame(t, "one in force", catalogueOn(t, s, "2026-01-01"), first)
	wantSame(t, "both, in the order of their files", catalogueOn(t, s, "2026-02-01"), append(first, second...))
}

// What the statement finds is what the rule in the domain says.
func testCatalogueVersions(t *testing.T, s store.Store) {
	froms := []string{"2026-01-01", "2026-06-01", "2026-03-01", "2026-03-01", "2027-01-01"}
	var versions []store.CatalogueVersion
	for i, from := range froms {
		v := catalogueVersion("甲中心", i+1, from)
		v.Rows = i // the last but one has three rows, the first none
		versions = append([]store.CatalogueVersion{v}, versions...)
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			number, err := tx.AddCatalogueVersion(ctx, v, offerings("甲中心", i))
			wantSame(t, "number", number, i+1)
			return err
		})
	}
	got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.CatalogueVersion, error) {
		return r.CatalogueVersions(ctx)
	})
	wantSame(t, "newest first", got, versions)
	var rule []cert.CatalogueVersion
	for _, v := range versions {
		rule = append(rule, v.CatalogueVersion)
	}
	for _, day := range []string{"2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01", "2026-05-31", "2026-06-01", "2026-12-31", "2027-01-01"} {
		v, ok := cert.VersionOn(rule, "甲中心", civil.MustParse(day))
		want := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Offering, error) {
			return r.OfferingsOf(ctx, "甲中心", v.Number)
		})
		wantSame(t, fmt.Sprintf("on %s (%v)", day, ok), catalogueOn(t, s, day), want)
	}
}
