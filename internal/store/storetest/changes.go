package storetest

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// correction makes the change by which one certificate replaced another.
func correction(of, successor cert.ID) cert.Change {
	return cert.Change{
		Certificate: of, Kind: cert.Correction, From: cert.InForce, To: cert.Corrected,
		Reason: "登记有误", LegalBase: "第三十一号令第十条", EffectiveOn: civil.MustParse("2026-11-22"),
		Successor: successor, Fields: []string{cert.FieldName}, Proposal: id(9), At: noon(),
	}
}

func testChanges(t *testing.T, s store.Store) {
	old, again := certificate(1), certificate(2)
	add(t, s, old, again)
	suspended := cert.Change{Certificate: old.ID, Kind: cert.Suspension, From: cert.InForce, To: cert.Suspended, Reason: "核查", EffectiveOn: civil.MustParse("2026-11-01"), At: noon()}
	corrected := correction(old.ID, again.ID)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddChange(ctx, suspended); err != nil {
			return err
		}
		if err := tx.AddChange(ctx, corrected); err != nil {
			return err
		}
		wantKind(t, tx.AddChange(ctx, correction(again.ID, again.ID)), fault.Conflict, "")
		wantKind(t, tx.AddChange(ctx, correction("none", "")), fault.NotFound, "")
		return nil
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		of, err := r.ChangesOf(ctx, old.ID)
		wantSame(t, "oldest first", of, []cert.Change{suspended, corrected})
		if err != nil {
			return err
		}
		all, err := r.ChangesOfAll(ctx, []cert.ID{old.ID, again.ID})
		wantSame(t, "of several", all, map[cert.ID][]cert.Change{old.ID: {suspended, corrected}})
		if err != nil {
			return err
		}
		into, err := r.ChangeInto(ctx, again.ID)
		wantSame(t, "into the new one", into, corrected)
		_, missing := r.ChangeInto(ctx, old.ID)
		wantKind(t, missing, fault.NotFound, "")
		_, tooLong := r.ChangesOfAll(ctx, make([]cert.ID, store.ListLimit+1))
		wantKind(t, tooLong, fault.Invalid, "list_too_long")
		return err
	})
}

func testDueChanges(t *testing.T, s store.Store) {
	c := certificate(1)
	add(t, s, c)
	soon := store.DueChange{Proposal: id(1), Certificate: c.ID, EffectiveOn: civil.MustParse("2026-12-01")}
	later := store.DueChange{Proposal: id(2), Certificate: c.ID, EffectiveOn: civil.MustParse("2027-01-01")}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for n, d := range []store.DueChange{later, soon} {
			p := proposal(n)
			p.ID = d.Proposal
			if err := tx.AddProposal(ctx, p); err != nil {
				return err
			}
			if err := tx.AddDueChange(ctx, d); err != nil {
				return err
			}
		}
		wantKind(t, tx.AddDueChange(ctx, soon), fault.Conflict, "")
		return nil
	})
	due := func(on string) []store.DueChange {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.DueChange, error) {
			return r.DueChanges(ctx, civil.MustParse(on), 10)
		})
	}
	wantSame(t, "the day before", due("2026-11-30"), nil)
	wantSame(t, "on the day", due("2026-12-01"), []store.DueChange{soon})
	wantSame(t, "after both", due("2027-02-01"), []store.DueChange{soon, later})
	of := read(t, s, func(ctx context.Context, r store.Reader) ([]store.DueChange, error) { return r.DueChangesOf(ctx, c.ID) })
	wantSame(t, "of the certificate", of, []store.DueChange{soon, later})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.TakeDueChange(ctx, soon.Proposal); err != nil {
			return err
		}
		wantKind(t, tx.TakeDueChange(ctx, soon.Proposal), fault.NotFound, "")
		return nil
	})
	wantSame(t, "once taken", due("2027-02-01"), []store.DueChange{later})
}

func testSearch(t *testing.T, s store.Store) {
	var cs []cert.Certificate
	for n := range 6 {
		c := certificate(n)
		c.IssuedOn = c.IssuedOn.AddDays(n)
		cs = append(cs, c)
	}
	cs[1].Authority = "示例协会"
	cs[2].State, cs[3].State, cs[4].State = cert.Revoked, cert.Revoked, cert.Revoked
	cs[3].IssuedOn = cs[2].IssuedOn
	cs[5].State, cs[5].ManagementNumber, cs[5].QueryNumber, cs[5].Holder.Document = cert.Corrected, cs[0].ManagementNumber, cs[0].QueryNumber, cs[0].Holder.Document
	add(t, s, cs...)
	own := cs[0].Authority
	for _, test := range []struct {
		name  string
		query store.CertificateQuery
		want  []cert.Certificate
	}{
		{"nothing asked", store.CertificateQuery{Authority: own}, nil},
		{"by management number", store.CertificateQuery{Authority: own, Number: cs[0].ManagementNumber}, cs[:1]},
		{"by query number", store.CertificateQuery{Authority: own, Number: cs[2].QueryNumber}, cs[2:3]},
		{"another authority's number", store.CertificateQuery{Authority: own, Number: cs[1].ManagementNumber}, nil},
		{"by document", store.CertificateQuery{Authority: own, Document: cs[0].Holder.Document}, []cert.Certificate{cs[5], cs[0]}},
		{"another authority's document", store.CertificateQuery{Authority: own, Document: cs[1].Holder.Document}, nil},
		{"by name", store.CertificateQuery{Authority: own, Name: "示例・𰻝生", Born: cs[0].Holder.BirthDate}, []cert.Certificate{cs[5], cs[4], cs[3], cs[2], cs[0]}},
		{"born another day", store.CertificateQuery{Authority: own, Name: "示例・𰻝生", Born: civil.MustParse("1990-03-01")}, nil},
		{"at most", store.CertificateQuery{Authority: own, Name: "示例・𰻝生", Born: cs[0].Holder.BirthDate, Limit: 2}, []cert.Certificate{cs[5], cs[4]}},
		{"by state", store.CertificateQuery{Authority: own, State: cert.Revoked}, []cert.Certificate{cs[4], cs[3], cs[2]}},
		{"a page", store.CertificateQuery{Authority: own, State: cert.Revoked, Limit: 2}, []cert.Certificate{cs[4], cs[3]}},
		{"the page after it", store.CertificateQuery{Authority: own, State: cert.Revoked, Limit: 2, After: cs[3].ID}, cs[2:3]},
		{"another authority's", store.CertificateQuery{Authority: "示例协会", State: cert.Revoked}, nil},
	} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
			return r.SearchCertificates(ctx, test.query)
		})
		wantSame(t, test.name, got, test.want)
	}
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.SearchCertificates(ctx, store.CertificateQuery{Authority: own, Limit: store.ListLimit + 1})
		return err
	})
	wantKind(t, err, fault.Invalid, "list_too_long")
}
