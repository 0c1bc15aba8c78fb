package relational

import (
	"cmp"
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// pageOfCertificates is how many certificates a query without a limit finds.
const pageOfCertificates = 50

type searchStatements struct {
	byManagement, byQuery, byDocument, byName, byState string
}

// tied begins a statement that asks for the documents that the authority $1 has
// tied to the one whose digest is $2.
const tied = "WITH RECURSIVE tied (document_index) AS (" +
	"SELECT to_index FROM document_ties WHERE from_index = $2 AND authority = $1" +
	" UNION SELECT t.to_index FROM tied r JOIN document_ties t ON t.from_index = r.document_index AND t.authority = $1) "

func newSearchStatements(m *Mapping) searchStatements {
	selected := "SELECT " + certificateSelected() + " FROM certificates WHERE authority = $1 AND "
	current := " AND state <> '" + string(cert.Corrected) + "'"
	newest := " ORDER BY issued_on DESC, id DESC LIMIT "
	return searchStatements{
		byManagement: m.sql(selected + "management_number <> ''" + current + " AND management_number = $2"),
		byQuery:      m.sql(selected + "query_number <> ''" + current + " AND query_number = $2"),
		byDocument: m.sql(tied + selected + "document_index = $2 UNION ALL " + selected +
			"document_index IN (SELECT document_index FROM tied WHERE document_index <> $2)" +
			newest + "$3"),
		byName: m.sql(selected + "birth_date = $2 AND match_key = $3" + newest + "$4"),
		// The first condition lets both engines use the index of the few.
		byState: m.sql(selected + "state <> '" + string(cert.InForce) + "' AND state = $2" +
			" AND ($3 = '' OR (issued_on, id) < (SELECT issued_on, id FROM certificates WHERE id = $3))" + newest + "$4"),
	}
}

// SearchCertificates returns what the query asks for, newest issue first.
func (r reader) SearchCertificates(ctx context.Context, q store.CertificateQuery) ([]cert.Certificate, error) {
	const op = "store.SearchCertificates"
	if q.Limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	limit := int64(cmp.Or(q.Limit, pageOfCertificates))
	ask := func(statement string, args ...any) ([]cert.Certificate, error) {
		return list(ctx, r, op, r.m.scanCertificate, statement, append([]any{q.Authority}, args...)...)
	}
	s := r.m.search
	switch {
	case q.Number != "":
		found, err := ask(s.byManagement, q.Number)
		if err != nil || len(found) > 0 {
			return found, err
		}
		return ask(s.byQuery, q.Number)
	case q.Document.Number != "":
		return ask(s.byDocument, r.m.vault.documentIndex(q.Document), limit)
	case person.MatchKey(q.Name) != "":
		return ask(s.byName, q.Born.String(), person.MatchKey(q.Name), limit)
	case q.State != "":
		return ask(s.byState, string(q.State), string(q.After), limit)
	}
	return nil, nil
}
