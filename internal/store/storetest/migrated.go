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

// OldRows are statements that write a catalogue, seals and copies of that time;
// blob is how the engine writes a byte of 1. One of the copies says that it is
// made to last, as those of later versions do.
func OldRows(blob string) []string {
	return []string{
		`INSERT INTO offerings (position, qualification, english_name, level, specialty, authority, seal, endorsed_from, online_from) VALUES
			(0, '拍卖师', 'Auctioneer', '', '', '乙协会', '乙协会', '2021-12-17', 2017), (1, '测绘师', '', '', '', '甲中心', '甲中心', '', 2000)`,
		`INSERT INTO seals (id, authority, algorithm, wrapped_key, chain, qualifications, created_at) VALUES
			('one', '甲中心', 'p256', ` + blob + `, '["AQ=="]', '["测绘师","规划师"]', 1), ('two', '乙协会', 'p256', ` + blob + `, '[]', 'null', 2)`,
		`INSERT INTO certificates (id, management_number, query_number, name, sex, birth_date, document_type, document_sealed, mobile_sealed, qualification,
			english_name, level, specialty, approved_on, issued_on, authority, kind, photo, state, version, match_key, document_index, key_number) VALUES
			('c', 'M1', '', '示例', '', '', '', ` + blob + `, ` + blob + `, '测绘师', '', '', '', '', '2022-03-01', '甲中心', 'e_certificate', '', 'in_force', 1, '', ` + blob + `, 1)`,
		`INSERT INTO copies (code, certificate_id, scenario, applied_at, valid_until, idempotency_key, requested_at, state, fail_reason, made_at,
			template, font_set, policy, snapshot, blob, digests) VALUES
			('0000000000001', 'c', '本人调用', 1, '2027-02-19', '', 1, 'ready', '', 1, '', '', 1, '{"made":{"level":"b-lta"}}', '', '[]'),
			('0000000000002', 'c', '本人调用', 1, '2027-02-19', '', 1, 'ready', '', 1, '', '', 1, '{"made":{"contents_len":2}}', '', '[]'),
			('0000000000003', 'c', '本人调用', 1, '2027-02-19', '', 1, 'failed', 'x', NULL, '', '', 1, '{"made":{"level":"b-t"}}', '', 'null')`,
	}
}

// RunMigrated holds a store that was opened over those rows to what becomes of
// them: the first version of each authority, in force ever since, and seals in
// use without limits; and of copies, those that last, which nobody has looked at.
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
	wantSame(t, "copies that last", lastingOf(t, s, "0000000000001", "0000000000002", "0000000000003"), []store.Lasting{{Code: "0000000000001"}})
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

// BeforeIssuedBySerial is the number of the last migration of the time when
// issued certificates lay in the order of their coming.
const BeforeIssuedBySerial = 33

// OldIssued are statements that write an issuer of that time, a certificate
// that it revoked and one that is good.
func OldIssued() []string {
	by := issuer("a")
	return []string{
		`INSERT INTO issuers (id, revocations, crl_number, crl_revocations, crl) VALUES ('` + by + `', 1, 0, 0, '')`,
		`INSERT INTO issued_certificates (issuer, serial, ends_at, revoked_at, reason, since) VALUES
			('` + by + `', '3', 1000000, NULL, 0, NULL), ('` + by + `', '2', 1000000, 2000000, 4, NULL)`,
	}
}

// RunIssuedMigrated holds a store that was opened over those rows to having
// them still.
func RunIssuedMigrated(t *testing.T, s store.Store) {
	view(t, s, func(ctx context.Context, r store.Reader) error {
		good, err := r.IssuedCertificate(ctx, issuer("a"), "3")
		if err != nil {
			return err
		}
		revoked, err := r.RevokedCertificates(ctx, issuer("a"), "", 9)
		if err != nil {
			return err
		}
		if good.EndsAt.IsZero() || !good.RevokedAt.IsZero() || len(revoked) != 1 || revoked[0].Serial != "2" ||
			!revoked[0].RevokedAt.After(good.EndsAt) || revoked[0].Reason != 4 || !revoked[0].Since.IsZero() {
			t.Errorf("good %+v, revoked %+v", good, revoked)
		}
		return nil
	})
}
