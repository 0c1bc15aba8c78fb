package storetest

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

func passport(number string) person.Document {
	return person.Document{Type: person.Passport, Number: number}
}

// tie says that two documents are one person's, by the first sample authority.
func tie(a, b person.Document) person.DocumentTie {
	return person.DocumentTie{Authority: certificate(1).Authority, Documents: [2]person.Document{a, b}}
}

func tieDocuments(t *testing.T, s store.Store, ties ...person.DocumentTie) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, one := range ties {
			if err := tx.TieDocuments(ctx, one, id(9), noon()); err != nil {
				return err
			}
		}
		return nil
	})
}

// Ties lead from document to document within an authority, and from one
// authority's to no other's.
func testDocumentTies(t *testing.T, s store.Store) {
	a, b, c, d := passport("E0000001"), passport("E0000002"), passport("E0000003"), passport("E0000004")
	of := func(n int, document person.Document, authority string) cert.Certificate {
		one := certificate(n)
		one.Holder.Document, one.Authority = document, authority
		return one
	}
	const other = "示例协会"
	first, second, third := of(1, a, certificate(1).Authority), of(2, b, certificate(1).Authority), of(3, c, certificate(1).Authority)
	elsewhere, unrelated := of(4, b, other), of(5, d, certificate(1).Authority)
	add(t, s, first, second, third, elsewhere, unrelated)
	foreign := tie(c, d)
	foreign.Authority = other
	tieDocuments(t, s, tie(a, b), tie(c, b), foreign)

	certificates := func(d person.Document) map[cert.ID]bool {
		found := map[cert.ID]bool{}
		for _, one := range read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
			return r.CertificatesOfPerson(ctx, d)
		}) {
			if found[one.ID] {
				t.Errorf("%s twice", one.ID)
			}
			found[one.ID] = true
		}
		return found
	}
	wantSame(t, "of the first", certificates(a), map[cert.ID]bool{first.ID: true, second.ID: true, third.ID: true})
	wantSame(t, "of the second", certificates(b), map[cert.ID]bool{first.ID: true, second.ID: true, third.ID: true, elsewhere.ID: true})
	wantSame(t, "of one tied elsewhere", certificates(d), map[cert.ID]bool{unrelated.ID: true})
	wantSame(t, "of nobody", certificates(person.Document{}), map[cert.ID]bool{})

	ties := read(t, s, func(ctx context.Context, r store.Reader) (person.Ties, error) { return r.Ties(ctx, a) })
	if len(ties.Documents) != 2 || !ties.SameDocument(first.Authority, a, c) || ties.SameDocument(other, a, c) {
		t.Errorf("ties of the first: %v", ties.Documents)
	}
	searched := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
		return r.SearchCertificates(ctx, store.CertificateQuery{Authority: first.Authority, Document: c})
	})
	if len(searched) != 3 {
		t.Errorf("an office finds %d by a tied document, want 3", len(searched))
	}
	searched = read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
		return r.SearchCertificates(ctx, store.CertificateQuery{Authority: other, Document: a})
	})
	wantSame(t, "found by another authority", searched, []cert.Certificate(nil))

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.TieDocuments(ctx, tie(b, a), id(8), noon()), fault.Conflict, "identity_tied")
		wantKind(t, tx.UntieDocuments(ctx, tie(a, d)), fault.NotFound, "")
		return tx.UntieDocuments(ctx, tie(b, a))
	})
	wantSame(t, "of the first, untied", certificates(a), map[cert.ID]bool{first.ID: true})
}

func testNameTies(t *testing.T, s store.Store) {
	a, b := passport("E0000001"), passport("E0000002")
	called := person.NameTie{Authority: certificate(1).Authority, Document: b, Recorded: "王晓[沛]", Name: "王晓沛"}
	tieDocuments(t, s, tie(a, b))
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.TieNames(ctx, called, id(9), noon()); err != nil {
			return err
		}
		wantKind(t, tx.TieNames(ctx, called, id(9), noon()), fault.Conflict, "identity_tied")
		return nil
	})
	for _, d := range []person.Document{a, b} {
		ties := read(t, s, func(ctx context.Context, r store.Reader) (person.Ties, error) { return r.Ties(ctx, d) })
		wantSame(t, "ties of names", ties.Names, []person.NameTie{called})
	}
	ties := read(t, s, func(ctx context.Context, r store.Reader) (person.Ties, error) {
		return r.Ties(ctx, passport("E0000003"))
	})
	wantSame(t, "ties of somebody else", ties, person.Ties{})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.UntieNames(ctx, called); err != nil {
			return err
		}
		wantKind(t, tx.UntieNames(ctx, called), fault.NotFound, "")
		return nil
	})
}

func testAccountsOfPerson(t *testing.T, s store.Store) {
	one, other := account(1), account(2)
	addAccounts(t, s, one, other)
	of := func(d person.Document) []store.Account {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Account, error) { return r.AccountsOfPerson(ctx, d) })
	}
	wantSame(t, "not tied", of(one.Document), []store.Account{one})
	tieDocuments(t, s, tie(one.Document, other.Document))
	wantSame(t, "tied", len(of(one.Document)), 2)
	wantSame(t, "of nobody", of(person.Document{}), []store.Account(nil))
}
