package relational

import (
	"context"
	"math"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

type checkStatements struct{ of, add, ofCopy, ofCertificate, forget, lookedUp string }

func newCheckStatements(m *Mapping) checkStatements {
	// What is checked must be there, and knows which certificate it is of.
	const add = "INSERT INTO certificate_checks (certificate_id, code, at, way, office, organisation) SELECT "
	const values = ", CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT) FROM "
	return checkStatements{
		of: m.sql("SELECT certificate_id, code, at, way, office, organisation FROM certificate_checks WHERE certificate_id = $1" +
			" AND (at < $2 OR at = $2 AND (code, way, office, organisation) > ($3, $4, $5, $6))" +
			" ORDER BY at DESC, code, way, office, organisation LIMIT $7"),
		add:           m.sql("INSERT INTO certificate_checks (code, at, way, office, organisation, certificate_id) VALUES (" + placeholders(6) + ") ON CONFLICT DO NOTHING"),
		ofCopy:        m.sql(add + "certificate_id, code" + values + "copies WHERE code = $1 ON CONFLICT DO NOTHING"),
		ofCertificate: m.sql(add + "id, ''" + values + "certificates WHERE id = $1 ON CONFLICT DO NOTHING"),
		lookedUp: m.sql("SELECT COUNT(*) FROM (SELECT 1 FROM certificate_checks WHERE certificate_id = $1 AND code = ''" +
			" AND organisation = $2 AND organisation <> '' AND at >= $3 LIMIT 1) AS looks"),
		forget: m.sql("DELETE FROM certificate_checks WHERE at < $1"),
	}
}

func scanCheck(rows Rows) (c store.Check, err error) {
	err = rows.Scan(&c.Certificate, &c.Code, toInstant{&c.At}, &c.Way, &c.Office, &c.Organisation)
	return c, err
}

// ChecksOf returns the checks of a certificate and its copies.
func (r reader) ChecksOf(ctx context.Context, id cert.ID, after store.Check, limit int) ([]store.Check, error) {
	before := int64(math.MaxInt64)
	if !after.At.IsZero() {
		before = after.At.UnixMicro()
	}
	return list(ctx, r, "store.ChecksOf", scanCheck, r.m.checks.of,
		string(id), before, string(after.Code), string(after.Way), after.Office, after.Organisation, int64(limit))
}

// LookedUp reports whether an organisation has looked a certificate up.
func (r reader) LookedUp(ctx context.Context, organisation string, id cert.ID, since time.Time) (bool, error) {
	n, err := one(ctx, r, "store.LookedUp", scanner[int], r.m.checks.lookedUp, string(id), organisation, instant(since.Truncate(time.Minute)))
	return n > 0, err
}

// AddCheck keeps a check, to the minute.
func (t tx) AddCheck(ctx context.Context, c store.Check) error {
	const op = "store.AddCheck"
	at := instant(c.At.Truncate(time.Minute))
	var err error
	switch {
	case c.Code == "":
		_, err = t.exec(ctx, op, t.m.checks.ofCertificate, string(c.Certificate), at, string(c.Way), c.Office, c.Organisation)
	case c.Certificate == "":
		_, err = t.exec(ctx, op, t.m.checks.ofCopy, string(c.Code), at, string(c.Way), c.Office, c.Organisation)
	default:
		_, err = t.exec(ctx, op, t.m.checks.add, string(c.Code), at, string(c.Way), c.Office, c.Organisation, string(c.Certificate))
	}
	return err
}

// AddChecks keeps many checks.
func (t tx) AddChecks(ctx context.Context, all []store.Check) error {
	for _, c := range all {
		if err := t.AddCheck(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// ForgetChecks removes the checks before a time.
func (t tx) ForgetChecks(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, "store.ForgetChecks", t.m.checks.forget, instant(before))
	return err
}
