package storetest

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

// BeforeVersions is the number of the last migration of the time when there was
// one catalogue and seals had no state.
const BeforeVersions = 6

// OldRows are statements that write a catalogue and seals of that time; blob is
// how the engine writes a byte of 1.
func OldRows(blob string) []string {
	return []string{
		`INSERT INTO offerings (position, qualification, english_name, level, specialty, authority, seal, endorsed_from, online_from) VALUES
			(0, '拍卖师', 'Auctioneer', '', '', '乙协会', '乙协会', '2021-12-17', 2017), (1, '测绘师', '', '', '', '甲中心', '甲中心', '', 2000)`,
		`INSERT INTO seals (id, authority, algorithm, wrapped_key, chain, qualifications, created_at) VALUES
			('one', '甲中心', 'p256', ` + blob + `, '["AQ=="]', '["测绘师","规划师"]', 1), ('two', '乙协会', 'p256', ` + blob + `, '[]', 'null', 2)`,
	}
}

// RunMigrated holds a store that was opened over those rows to what becomes of
// them: the first version of each authority, in force ever since, and seals in
// use without limits.
func RunMigrated(t *testing.T, s store.Store) {
	wantSame(t, "catalogue", catalogueOn(t, s, "2000-01-01"), []cert.Offering{
		{Qualification: "拍卖师", EnglishName: "Auctioneer", Authority: "乙协会", Seal: "乙协会", EndorsedFrom: civil.MustParse("2021-12-17"), OnlineFrom: 2017},
		{Qualification: "测绘师", Authority: "甲中心", Seal: "甲中心", OnlineFrom: 2000},
	})
	versions := read(t, s, func(ctx context.Context, r store.Reader) ([]store.CatalogueVersion, error) {
		return r.CatalogueVersions(ctx)
	})
	if len(versions) != 2 || versions[0].Number != 1 || versions[0].Account != "system" || versions[0].Rows != 1 {
		t.Errorf("versions %+v", versions)
	}
	seals := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Seal, error) { return r.Seals(ctx) })
	for i := range seals {
		seals[i].CreatedAt = noon()
	}
	wantSame(t, "seals", seals, []store.Seal{
		{ID: "one", Authority: "甲中心", Algorithm: "p256", WrappedKey: []byte{1}, Chain: [][]byte{{1}}, State: store.SealActive, CreatedAt: noon(),
			Scope: cert.SealScope{{Qualification: "测绘师"}, {Qualification: "规划师"}}},
		{ID: "two", Authority: "乙协会", Algorithm: "p256", WrappedKey: []byte{1}, State: store.SealActive, CreatedAt: noon()},
	})
}
