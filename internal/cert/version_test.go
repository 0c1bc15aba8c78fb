package cert_test

import (
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

func TestVersionOn(t *testing.T) {
	version := func(authority string, number int, from string) cert.CatalogueVersion {
		return cert.CatalogueVersion{Authority: authority, Number: number, EffectiveOn: civil.MustParse(from)}
	}
	versions := []cert.CatalogueVersion{
		version("甲", 1, "2026-01-01"), version("甲", 2, "2027-01-01"), version("甲", 3, "2026-06-01"),
		version("甲", 4, "2026-06-01"), version("乙", 1, "2026-12-01"),
	}
	for _, test := range []struct {
		name, authority, day string
		want                 int // 0 for none
	}{
		{"before the first", "甲", "2025-12-31", 0},
		{"on its first day", "甲", "2026-01-01", 1},
		{"the day before the next", "甲", "2026-05-31", 1},
		{"of one day the later number", "甲", "2026-06-01", 4},
		{"a version to come counts not yet", "甲", "2026-12-31", 4},
		{"the later day goes before the later number", "甲", "2027-01-01", 2},
		{"another authority's", "乙", "2026-11-30", 0},
		{"its own", "乙", "2026-12-01", 1},
		{"nobody's", "丙", "2030-01-01", 0},
	} {
		got, ok := cert.VersionOn(versions, test.authority, civil.MustParse(test.day))
		if got.Number != test.want || ok != (test.want != 0) {
			t.Errorf("%s: version %d, %v; want %d", test.name, got.Number, ok, test.want)
		}
	}
}

func TestWhatAnOfferingSays(t *testing.T) {
	open := cert.Offering{OnlineFrom: 2010}
	closed := cert.Offering{OnlineFrom: 2010, OnlineUntil: 2012, Scenarios: []string{"本人调用"}}
	for _, test := range []struct {
		name      string
		got, want bool
	}{
		{"before its first year", open.Online(2009), false},
		{"its first year", open.Online(2010), true},
		{"without end", open.Online(2999), true},
		{"its last year", closed.Online(2012), true},
		{"after its last year", closed.Online(2013), false},
		{"not online at all", cert.Offering{}.Online(2012), false},
		{"every scenario", open.Allows("单位查验"), true},
		{"a listed scenario", closed.Allows("本人调用"), true},
		{"another scenario", closed.Allows("单位查验"), false},
		{"on the first day of a seal's line", cert.SealItem{From: civil.MustParse("2026-11-22")}.Begun(civil.MustParse("2026-11-22")), true},
		{"the day before", cert.SealItem{From: civil.MustParse("2026-11-22")}.Begun(civil.MustParse("2026-11-21")), false},
		{"a line without a day", cert.SealItem{}.Begun(civil.MustParse("1999-01-01")), true},
	} {
		if test.got != test.want {
			t.Errorf("%s: %v", test.name, test.got)
		}
	}
}
