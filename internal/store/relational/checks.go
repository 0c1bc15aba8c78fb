package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

type checkStatements struct{ of, add, forget string }

func newCheckStatements(m *Mapping) checkStatements {
	return checkStatements{
		of: m.sql("SELECT k.code, k.at, k.way, k.office FROM copy_checks k JOIN copies c ON c.code = k.code" +
			" WHERE c.certificate_id = $1 ORDER BY k.at DESC, k.code, k.way, k.office LIMIT $2"),
		add: m.sql("INSERT INTO copy_checks (code, at, way, office) SELECT code, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT)" +
			" FROM copies WHERE code = $1 ON CONFLICT DO NOTHING"),
		forget: m.sql("DELETE FROM copy_checks WHERE at < $1"),
	}
}

func scanCheck(rows Rows) (c store.Check, err error) {
	err = rows.Scan(&c.Code, toInstant{&c.At}, &c.Way, &c.Office)
	return c, err
}

// ChecksOf returns the checks of a certificate's copies.
func (r reader) ChecksOf(ctx context.Context, id cert.ID, limit int) ([]store.Check, error) {
	return list(ctx, r, "store.ChecksOf", scanCheck, r.m.checks.of, string(id), int64(limit))
}

// AddCheck keeps a check, to the minute.
func (t tx) AddCheck(ctx context.Context, c store.Check) error {
	_, err := t.exec(ctx, "store.AddCheck", t.m.checks.add, string(c.Code), instant(c.At.Truncate(time.Minute)), string(c.Way), c.Office)
	return err
}

// ForgetChecks removes the checks before a time.
func (t tx) ForgetChecks(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, "store.ForgetChecks", t.m.checks.forget, instant(before))
	return err
}
