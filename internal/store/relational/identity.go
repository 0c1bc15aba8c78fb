package relational

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

type identityStatements struct {
	documents, names, bearings string
	certificates, accounts     string
	untieDocuments, untieNames string
}

// reach begins a statement that asks for the documents that authorities have
// tied to the one whose digest is $1, be it by way of others: reach has each
// with its authority, and $1 among them where there is a tie at all.
const reach = "WITH RECURSIVE reach (authority, document_index) AS (" +
	"SELECT authority, to_index FROM document_ties WHERE from_index = $1" +
	" UNION SELECT t.authority, t.to_index FROM reach r" +
	" JOIN document_ties t ON t.from_index = r.document_index AND t.authority = r.authority) "

func newIdentityStatements(m *Mapping) identityStatements {
	named := nameTieFields()
	ofCertificates, ofAccounts := certificateSelected(), columns(accountFields(), "")
	return identityStatements{
		documents: m.sql(reach + "SELECT " + columns(documentTieFields(), "t.") + " FROM document_ties t" +
			" JOIN reach r ON r.document_index = t.from_index AND r.authority = t.authority" +
			// Each tie lies in both directions.
			" WHERE t.from_index < t.to_index ORDER BY t.made_at, t.id"),
		names: m.sql(reach + "SELECT " + columns(named, "") + " FROM name_ties WHERE document_index = $1" +
			" UNION ALL SELECT " + columns(named, "n.") + " FROM reach r" +
			" JOIN name_ties n ON n.document_index = r.document_index AND n.authority = r.authority WHERE r.document_index <> $1"),
		certificates: m.sql(reach + "SELECT " + ofCertificates + " FROM certificates WHERE document_index = $1" +
			" UNION ALL SELECT " + ofCertificates + " FROM certificates" +
			" WHERE document_index IN (SELECT document_index FROM reach WHERE document_index <> $1) AND EXISTS" +
			" (SELECT 1 FROM reach r WHERE r.document_index = certificates.document_index AND r.authority = certificates.authority)" +
			" ORDER BY issued_on DESC, id"),
		accounts: m.sql(reach + "SELECT " + ofAccounts + " FROM accounts WHERE document_index = $1" +
			" UNION ALL SELECT " + ofAccounts + " FROM accounts WHERE document_index IN" +
			" (SELECT document_index FROM reach WHERE document_index <> $1) ORDER BY created_at, id"),
		bearings: m.sql(bearings(m.dialect)),
		untieDocuments: m.sql("DELETE FROM document_ties WHERE authority = $1" +
			" AND (from_index = $2 AND to_index = $3 OR from_index = $3 AND to_index = $2)"),
		untieNames: m.sql("DELETE FROM name_ties WHERE document_index = $1 AND authority = $2 AND recorded_key = $3 AND name_key = $4"),
	}
}

// documentTieFields are the columns a tie of documents is read from, in the
// order of scanDocumentTie.
func documentTieFields() []string {
	return []string{"authority", "from_type", "from_sealed", "to_type", "to_sealed"}
}

// nameTieFields are the columns a tie of names is read from, in the order of
// scanNameTie.
func nameTieFields() []string {
	return []string{"authority", "document_type", "document_sealed", "recorded", "name"}
}

func (m *Mapping) scanDocumentTie(rows Rows) (t person.DocumentTie, err error) {
	a, b := &t.Documents[0], &t.Documents[1]
	err = rows.Scan(&t.Authority, &a.Type, m.vault.opened(purposeDocument, &a.Number), &b.Type, m.vault.opened(purposeDocument, &b.Number))
	return t, err
}

func (m *Mapping) scanNameTie(rows Rows) (t person.NameTie, err error) {
	err = rows.Scan(&t.Authority, &t.Document.Type, m.vault.opened(purposeDocument, &t.Document.Number), &t.Recorded, &t.Name)
	return t, err
}

// Ties returns what all authorities have said about the bearer of a document.
func (r reader) Ties(ctx context.Context, d person.Document) (ties person.Ties, err error) {
	const op = "store.Ties"
	if d.Number == "" {
		return ties, nil
	}
	index := r.m.vault.documentIndex(d)
	if ties.Documents, err = list(ctx, r, op, r.m.scanDocumentTie, r.m.identity.documents, index); err != nil {
		return person.Ties{}, err
	}
	ties.Names, err = list(ctx, r, op, r.m.scanNameTie, r.m.identity.names, index)
	return ties, err
}

// CertificatesOfPerson returns the certificates of a document and of those tied to it.
func (r reader) CertificatesOfPerson(ctx context.Context, d person.Document) ([]cert.Certificate, error) {
	if d.Number == "" {
		return nil, nil
	}
	return list(ctx, r, "store.CertificatesOfPerson", r.m.scanCertificate, r.m.identity.certificates, r.m.vault.documentIndex(d))
}

// AccountsOfPerson returns the accounts of a document and of those tied to it.
func (r reader) AccountsOfPerson(ctx context.Context, d person.Document) ([]store.Account, error) {
	if d.Number == "" {
		return nil, nil
	}
	return list(ctx, r, "store.AccountsOfPerson", r.m.scanAccount, r.m.identity.accounts, r.m.vault.documentIndex(d))
}

// TieDocuments adds a tie of two documents, in both directions.
func (t tx) TieDocuments(ctx context.Context, tie person.DocumentTie, proposal string, at time.Time) error {
	fields := append(documentTieFields(), "id", "from_index", "to_index", "proposal_id", "made_at", "key_number")
	row := func(from, to person.Document) []any {
		key := t.m.vault.current()
		return []any{
			tie.Authority, string(from.Type), t.m.vault.seal(purposeDocument, from.Number), string(to.Type), t.m.vault.seal(purposeDocument, to.Number),
			strings.ToLower(rand.Text()), t.m.vault.documentIndex(from), t.m.vault.documentIndex(to), proposal, instant(at), key,
		}
	}
	a, b := tie.Documents[0], tie.Documents[1]
	return t.tie(ctx, "store.TieDocuments", "document_ties", fields, row(a, b), row(b, a))
}

// TieNames adds a tie of two names.
func (t tx) TieNames(ctx context.Context, tie person.NameTie, proposal string, at time.Time) error {
	fields := append(nameTieFields(), "id", "document_index", "recorded_key", "name_key", "proposal_id", "made_at", "key_number")
	key := t.m.vault.current()
	return t.tie(ctx, "store.TieNames", "name_ties", fields, []any{
		tie.Authority, string(tie.Document.Type), t.m.vault.seal(purposeDocument, tie.Document.Number), tie.Recorded, tie.Name,
		strings.ToLower(rand.Text()), t.m.vault.documentIndex(tie.Document), person.MatchKey(tie.Recorded), person.MatchKey(tie.Name), proposal, instant(at), key,
	})
}

func (t tx) tie(ctx context.Context, op, table string, fields []string, rows ...[]any) error {
	err := t.whole(ctx, op, func() error { return t.insert(ctx, op, table, fields, rows) })
	if fault.Is(err, fault.Conflict) {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: reasonIdentityTied, Err: err}
	}
	return err
}

// UntieDocuments removes a tie of two documents.
func (t tx) UntieDocuments(ctx context.Context, tie person.DocumentTie) error {
	return t.touch(ctx, "store.UntieDocuments", t.m.identity.untieDocuments,
		tie.Authority, t.m.vault.documentIndex(tie.Documents[0]), t.m.vault.documentIndex(tie.Documents[1]))
}

// UntieNames removes a tie of two names.
func (t tx) UntieNames(ctx context.Context, tie person.NameTie) error {
	return t.touch(ctx, "store.UntieNames", t.m.identity.untieNames,
		t.m.vault.documentIndex(tie.Document), tie.Authority, person.MatchKey(tie.Recorded), person.MatchKey(tie.Name))
}
