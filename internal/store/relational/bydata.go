package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

const (
	purposeQueryNumber = "certificate/query-number"
	purposeInquiry     = "inquiry/question"
)

type dataStatements struct {
	known, names                             string
	number, putNumber, removeNumber, ofMaker string
	inquiry, putInquiry                      string
	removeInquiries, removeExpired           string
	giveBack                                 string
}

func newDataStatements(m *Mapping) dataStatements {
	selected := "SELECT " + certificateSelected() + " FROM certificates WHERE "
	const numbered = " AND (management_number <> '' AND management_number = $2 OR query_number <> '' AND query_number = $2" +
		" OR id IN (SELECT certificate_id FROM query_numbers WHERE number_index = $3))"
	return dataStatements{
		known: m.sql(reach + selected + "document_index = $1" + numbered +
			" UNION ALL " + selected + "document_index IN (SELECT document_index FROM reach WHERE document_index <> $1) AND EXISTS" +
			" (SELECT 1 FROM reach r WHERE r.document_index = certificates.document_index AND r.authority = certificates.authority)" + numbered +
			" ORDER BY version DESC, id"),
		names: m.sql(reach + "SELECT authority, recorded, name FROM name_ties WHERE document_index = $1" +
			" UNION ALL SELECT n.authority, n.recorded, n.name FROM reach r" +
			" JOIN name_ties n ON n.document_index = r.document_index AND n.authority = r.authority WHERE r.document_index <> $1"),

		number: m.sql("SELECT certificate_id, account_id, number_sealed, made_at FROM query_numbers WHERE certificate_id = $1"),
		putNumber: m.sql("INSERT INTO query_numbers (certificate_id, account_id, number_index, number_sealed, made_at, key_number)" +
			" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (certificate_id) DO UPDATE SET account_id = excluded.account_id," +
			" number_index = excluded.number_index, number_sealed = excluded.number_sealed, made_at = excluded.made_at, key_number = excluded.key_number"),
		removeNumber: m.sql("DELETE FROM query_numbers WHERE certificate_id = $1"),
		ofMaker:      m.sql("DELETE FROM query_numbers WHERE account_id = $1"),

		inquiry: m.sql("SELECT id, account_id, bound, question_sealed, confirmed_until, expires_at FROM inquiries WHERE id = $1"),
		putInquiry: m.sql("INSERT INTO inquiries (id, account_id, bound, question_sealed, confirmed_until, expires_at, key_number)" +
			" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, bound = excluded.bound," +
			" question_sealed = excluded.question_sealed, confirmed_until = excluded.confirmed_until, expires_at = excluded.expires_at," +
			" key_number = excluded.key_number"),
		removeInquiries: m.sql("DELETE FROM inquiries WHERE account_id = $1"),
		removeExpired:   m.sql("DELETE FROM inquiries WHERE expires_at < $1"),

		giveBack: m.sql("UPDATE throttles SET full_at = full_at - $2 WHERE key_index = $1"),
	}
}

// CertificatesKnown returns the certificates that document and number agree on.
func (r reader) CertificatesKnown(ctx context.Context, k store.Known) ([]cert.Certificate, error) {
	if k.Document.Number == "" {
		return nil, nil
	}
	index := r.m.vault.documentIndex(k.Document)
	scan := func(rows Rows) (c cert.Certificate, err error) {
		var sealed []byte // stays so
		c.Holder.Document = k.Document
		err = rows.Scan(certificateTargets(&c, new(string), &sealed, &sealed)...)
		return c, err
	}
	return list(ctx, r, "store.CertificatesKnown", scan, r.m.data.known, index, k.Number, r.m.vault.queryNumberIndex(k.Made))
}

// NamesTied returns the ties of names of a document's bearer.
func (r reader) NamesTied(ctx context.Context, d person.Document) ([]person.NameTie, error) {
	if d.Number == "" {
		return nil, nil
	}
	return list(ctx, r, "store.NamesTied", func(rows Rows) (t person.NameTie, err error) {
		err = rows.Scan(&t.Authority, &t.Recorded, &t.Name)
		return t, err
	}, r.m.data.names, r.m.vault.documentIndex(d))
}

// QueryNumber returns the number that a certificate's holder made.
func (r reader) QueryNumber(ctx context.Context, id cert.ID) (store.QueryNumber, error) {
	return one(ctx, r, "store.QueryNumber", func(rows Rows) (n store.QueryNumber, err error) {
		var number string
		err = rows.Scan(&n.Certificate, &n.AccountID, r.m.vault.opened(purposeQueryNumber, &number), toInstant{&n.MadeAt})
		n.Number = cert.QueryNumber(number)
		return n, err
	}, r.m.data.number, string(id))
}

// PutQueryNumber stores a certificate's number.
func (t tx) PutQueryNumber(ctx context.Context, n store.QueryNumber) error {
	const op = "store.PutQueryNumber"
	key := t.m.vault.current()
	return t.whole(ctx, op, func() error {
		_, err := t.exec(ctx, op, t.m.data.putNumber, string(n.Certificate), n.AccountID, t.m.vault.queryNumberIndex(n.Number),
			t.m.vault.seal(purposeQueryNumber, string(n.Number)), instant(n.MadeAt), key)
		return err
	})
}

// DeleteQueryNumber removes a certificate's number.
func (t tx) DeleteQueryNumber(ctx context.Context, id cert.ID) error {
	_, err := t.exec(ctx, "store.DeleteQueryNumber", t.m.data.removeNumber, string(id))
	return err
}

// Inquiry returns what a session has asked.
func (r reader) Inquiry(ctx context.Context, id string) (store.Inquiry, error) {
	return one(ctx, r, "store.Inquiry", func(rows Rows) (i store.Inquiry, err error) {
		var question string
		err = rows.Scan(&i.ID, &i.AccountID, &i.Bound, r.m.vault.opened(purposeInquiry, &question), toInstant{&i.ConfirmedUntil}, toInstant{&i.ExpiresAt})
		i.Question = []byte(question)
		return i, err
	}, r.m.data.inquiry, id)
}

// PutInquiry stores what a session has asked.
func (t tx) PutInquiry(ctx context.Context, i store.Inquiry) error {
	key := t.m.vault.current()
	_, err := t.exec(ctx, "store.PutInquiry", t.m.data.putInquiry, i.ID, i.AccountID, i.Bound,
		t.m.vault.seal(purposeInquiry, string(i.Question)), instant(i.ConfirmedUntil), instant(i.ExpiresAt), key)
	return err
}

// ForgetLookups removes an account's query numbers and inquiries.
func (t tx) ForgetLookups(ctx context.Context, accountID string) error {
	for _, statement := range []string{t.m.data.ofMaker, t.m.data.removeInquiries} {
		if _, err := t.exec(ctx, "store.ForgetLookups", statement, accountID); err != nil {
			return err
		}
	}
	return nil
}

// GiveBack returns an attempt that Allow took.
func (t tx) GiveBack(ctx context.Context, key string, interval time.Duration) error {
	_, err := t.exec(ctx, "store.GiveBack", t.m.data.giveBack, t.m.vault.throttleKey(key), interval.Microseconds())
	return err
}

// queryNumberIndex is what a holder's query number is found by; that of none
// finds none.
func (s strongbox) queryNumberIndex(n cert.QueryNumber) []byte {
	return s.cipher.Index(purposeQueryNumber, string(n))
}
