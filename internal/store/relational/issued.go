package relational

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type issuedStatements struct {
	issuer, one, revoked, list        string
	addIssuer, revoke, count, publish string
	add, antedate                     string
}

func newIssuedStatements(m *Mapping) issuedStatements {
	selected := "SELECT " + columns(issuedFields(), "") + " FROM issued_certificates WHERE issuer = $1 AND "
	return issuedStatements{
		issuer:  m.sql("SELECT id, revocations, crl_number, crl_revocations, crl_made_at, crl_next_at FROM issuers WHERE id = $1"),
		one:     m.sql(selected + "serial = $2"),
		revoked: m.sql(selected + "revoked_at IS NOT NULL AND serial > $2 ORDER BY serial LIMIT $3"),
		list:    m.sql("SELECT crl FROM issuers WHERE id = $1 AND crl_number = $2 AND crl_number > 0"),
		addIssuer: m.sql("INSERT INTO issuers (id, revocations, crl_number, crl_revocations, crl)" +
			" VALUES ($1, 0, 0, 0, $2) ON CONFLICT DO NOTHING"),
		add: m.sql(insertion("issued_certificates", issuedFields())),
		revoke: m.sql("UPDATE issued_certificates SET revoked_at = $3, reason = $4, since = $5" +
			" WHERE issuer = $1 AND serial = $2 AND revoked_at IS NULL"),
		antedate: m.sql("UPDATE issued_certificates SET reason = $3, since = $4" +
			" WHERE issuer = $1 AND serial = $2 AND revoked_at IS NOT NULL AND (since IS NULL OR since > $4)"),
		count: m.sql("UPDATE issuers SET revocations = revocations + 1 WHERE id = $1"),
		publish: m.sql("UPDATE issuers SET crl_number = $2, crl_revocations = $3, crl_made_at = $4, crl_next_at = $5, crl = $6" +
			" WHERE id = $1 AND crl_number = $2 - 1"),
	}
}

// issuedFields are the columns in the order of issuedRow and scanIssued.
func issuedFields() []string {
	return []string{"issuer", "serial", "ends_at", "revoked_at", "reason", "since"}
}

func scanIssued(rows Rows) (c store.IssuedCertificate, err error) {
	err = rows.Scan(&c.Issuer, &c.Serial, toInstant{&c.EndsAt}, toInstant{&c.RevokedAt}, &c.Reason, toInstant{&c.Since})
	return c, err
}

// Issuer returns the issuer.
func (r reader) Issuer(ctx context.Context, id string) (store.Issuer, error) {
	scan := func(rows Rows) (i store.Issuer, err error) {
		p := &i.Published
		err = rows.Scan(&i.ID, &i.Revocations, &p.Number, &p.Revocations, toInstant{&p.MadeAt}, toInstant{&p.NextAt})
		return i, err
	}
	return one(ctx, r, "store.Issuer", scan, r.m.issued.issuer, id)
}

// IssuedCertificate returns what an issuer issued under a serial number.
func (r reader) IssuedCertificate(ctx context.Context, issuer, serial string) (store.IssuedCertificate, error) {
	return one(ctx, r, "store.IssuedCertificate", scanIssued, r.m.issued.one, issuer, serial)
}

// RevokedCertificates returns an issuer's revoked certificates.
func (r reader) RevokedCertificates(ctx context.Context, issuer, after string, limit int) ([]store.IssuedCertificate, error) {
	const op = "store.RevokedCertificates"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanIssued, r.m.issued.revoked, issuer, after, int64(limit))
}

// PublishedCRL returns the bytes of an issuer's list.
func (r reader) PublishedCRL(ctx context.Context, issuer string, number int64) ([]byte, error) {
	return one(ctx, r, "store.PublishedCRL", scanner[[]byte], r.m.issued.list, issuer, number)
}

// AddIssuer adds an issuer, unless it is there.
func (t tx) AddIssuer(ctx context.Context, id string) error {
	_, err := t.exec(ctx, "store.AddIssuer", t.m.issued.addIssuer, id, []byte{})
	return err
}

// AddIssued adds certificates that are not there.
func (t tx) AddIssued(ctx context.Context, all []store.IssuedCertificate) error {
	for _, c := range all {
		_, err := t.exec(ctx, "store.AddIssued", t.m.issued.add,
			c.Issuer, c.Serial, instant(c.EndsAt), instant(c.RevokedAt), int64(c.Reason), instant(c.Since))
		if err != nil {
			return err
		}
	}
	return nil
}

// RevokeIssued revokes a certificate that is good.
func (t tx) RevokeIssued(ctx context.Context, c store.IssuedCertificate) error {
	const op = "store.RevokeIssued"
	n, err := t.exec(ctx, op, t.m.issued.revoke, c.Issuer, c.Serial, instant(c.RevokedAt), int64(c.Reason), instant(c.Since))
	if err != nil {
		return err
	}
	if n == 0 {
		if _, err := t.IssuedCertificate(ctx, c.Issuer, c.Serial); err != nil {
			return err
		}
		return fault.New(op, fault.Conflict, "already_revoked")
	}
	_, err = t.exec(ctx, op, t.m.issued.count, c.Issuer)
	return err
}

// AntedateIssued moves a revocation back.
func (t tx) AntedateIssued(ctx context.Context, c store.IssuedCertificate) error {
	const op = "store.AntedateIssued"
	n, err := t.exec(ctx, op, t.m.issued.antedate, c.Issuer, c.Serial, int64(c.Reason), instant(c.Since))
	if err != nil {
		return err
	}
	if n == 0 {
		is, err := t.IssuedCertificate(ctx, c.Issuer, c.Serial)
		if err == nil && is.RevokedAt.IsZero() {
			err = fault.New(op, fault.NotFound, "not_found")
		}
		if err == nil {
			err = fault.New(op, fault.Conflict, "not_earlier")
		}
		return err
	}
	_, err = t.exec(ctx, op, t.m.issued.count, c.Issuer)
	return err
}

// PublishCRL stores an issuer's next list.
func (t tx) PublishCRL(ctx context.Context, issuer string, p store.PublishedList, der []byte) error {
	return t.move(ctx, "store.PublishCRL", t.m.issued.publish, issuer, p.Number, p.Revocations, instant(p.MadeAt), instant(p.NextAt), der)
}
