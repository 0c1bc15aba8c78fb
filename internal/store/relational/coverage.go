package relational

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type coverageStatements struct {
	cover, of, public, remove, removeCertificates string
}

func newCoverageStatements(m *Mapping) coverageStatements {
	fields := columns(coverageFields(), "")
	return coverageStatements{
		cover: m.sql("INSERT INTO coverage (" + fields + ") VALUES (" + placeholders(len(coverageFields())) +
			") ON CONFLICT (delivery, authority, qualification, level, year, kind)" +
			" DO UPDATE SET certificates = coverage.certificates + excluded.certificates"),
		of: m.sql("SELECT " + fields + " FROM coverage WHERE delivery " + m.dialect.In("$1") +
			" ORDER BY delivery, authority, qualification, level, year, kind"),
		public: m.sql("SELECT '', c.authority, c.qualification, c.level, c.year, c.kind, CAST(SUM(c.certificates) AS BIGINT)" +
			" FROM coverage c LEFT JOIN deliveries d ON d.id = c.delivery WHERE c.delivery = '' OR d.visible_from <= $1" +
			" GROUP BY c.authority, c.qualification, c.level, c.year, c.kind" +
			" ORDER BY c.authority, c.qualification, c.level, c.year, c.kind"),
		remove: m.sql("DELETE FROM coverage WHERE delivery = $1"),
		removeCertificates: m.sql("DELETE FROM certificates WHERE id IN" +
			" (SELECT id FROM certificates WHERE delivery = $1 AND delivery <> '' LIMIT $2)"),
	}
}

func coverageFields() []string {
	return []string{"delivery", "authority", "qualification", "level", "year", "kind", "certificates"}
}

func scanCovered(rows Rows) (c store.Covered, err error) {
	err = rows.Scan(&c.Delivery, &c.Authority, &c.Qualification, &c.Level, &c.Year, &c.Kind, &c.Certificates)
	return c, err
}

// cover counts certificates that are added. A later version is of a
// certificate that was counted.
func (t tx) cover(ctx context.Context, op string, cs []cert.Certificate) error {
	counts := map[store.Covered]int{}
	for _, c := range cs {
		if c.Version <= 1 {
			counts[store.Covered{
				Delivery: c.Delivery, Authority: c.Authority, Qualification: c.Qualification, Level: c.Level,
				Year: c.ApprovedOn.Year, Kind: c.Kind,
			}]++
		}
	}
	lines := make([]store.Covered, 0, len(counts))
	for line, n := range counts {
		line.Certificates = n
		lines = append(lines, line)
	}
	slices.SortFunc(lines, compareCovered) // all transactions lock rows in one order
	for _, l := range lines {
		_, err := t.exec(ctx, op, t.m.coverage.cover, l.Delivery, l.Authority, l.Qualification, l.Level, int64(l.Year), string(l.Kind), int64(l.Certificates))
		if err != nil {
			return err
		}
	}
	return nil
}

func compareCovered(a, b store.Covered) int {
	return cmp.Or(cmp.Compare(a.Delivery, b.Delivery), cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Qualification, b.Qualification),
		cmp.Compare(a.Level, b.Level), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Kind, b.Kind))
}

// CoverageOf returns what each of the deliveries brought.
func (r reader) CoverageOf(ctx context.Context, deliveries []string) ([]store.Covered, error) {
	const op = "store.CoverageOf"
	if len(deliveries) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	if len(deliveries) == 0 {
		return nil, nil
	}
	return list(ctx, r, op, scanCovered, r.m.coverage.of, r.m.dialect.List(deliveries))
}

// Coverage returns what is public, added up over deliveries.
func (r reader) Coverage(ctx context.Context, now time.Time) ([]store.Covered, error) {
	return list(ctx, r, "store.Coverage", scanCovered, r.m.coverage.public, now.UnixMicro())
}

// DeleteCertificatesOf deletes some of what a delivery brought.
func (t tx) DeleteCertificatesOf(ctx context.Context, delivery string, limit int) (int, error) {
	const op = "store.DeleteCertificatesOf"
	n, err := t.exec(ctx, op, t.m.coverage.removeCertificates, delivery, int64(limit))
	if err == nil && n < int64(limit) {
		_, err = t.exec(ctx, op, t.m.coverage.remove, delivery)
	}
	return int(n), err
}
