package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

func known(t *testing.T, s store.Store, k store.Known) []cert.ID {
	t.Helper()
	var ids []cert.ID
	for _, c := range read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
		return r.CertificatesKnown(ctx, k)
	}) {
		ids = append(ids, c.ID)
	}
	return ids
}

// Only what document and number agree on is found.
func testKnown(t *testing.T, s store.Store) {
	a, b, older := certificate(1), certificate(2), certificate(3)
	older.Holder.Document, older.ManagementNumber, older.QueryNumber = a.Holder.Document, a.ManagementNumber, a.QueryNumber
	older.State, a.Version = cert.Corrected, 2
	bare := certificate(4)
	bare.ManagementNumber, bare.QueryNumber, bare.Holder.Document = "", "", b.Holder.Document
	add(t, s, older, a, b, bare)
	made := store.QueryNumber{Certificate: bare.ID, AccountID: id(9), Number: cert.NewQueryNumber(), MadeAt: noon()}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutQueryNumber(ctx, made) })
	for name, test := range map[string]struct {
		known store.Known
		want  []cert.ID
	}{
		"management number": {store.Known{Document: a.Holder.Document, Number: a.ManagementNumber}, []cert.ID{a.ID, older.ID}},
		"query number":      {store.Known{Document: b.Holder.Document, Number: b.QueryNumber}, []cert.ID{b.ID}},
		"made number":       {store.Known{Document: b.Holder.Document, Made: made.Number}, []cert.ID{bare.ID}},
		"in either place":   {store.Known{Document: b.Holder.Document, Number: "none", Made: made.Number}, []cert.ID{bare.ID}},
		"another's number":  {store.Known{Document: b.Holder.Document, Number: a.ManagementNumber}, nil},
		"no number":         {store.Known{Document: b.Holder.Document}, nil},
		"no document":       {store.Known{Number: a.ManagementNumber}, nil},
		"nobody's document": {store.Known{Document: passport("E99999999"), Number: a.ManagementNumber}, nil},
		"another made":      {store.Known{Document: b.Holder.Document, Made: cert.NewQueryNumber()}, nil},
	} {
		wantSame(t, name, known(t, s, test.known), test.want)
	}
	asked := store.Known{Document: passport(" e00000002 "), Number: b.QueryNumber}
	asked.Document.Number = b.Holder.Document.Number
	found := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
		return r.CertificatesKnown(ctx, asked)
	})
	b.Holder.Mobile = "" // stays sealed
	wantSame(t, "what is told", found, []cert.Certificate{b})
}

func testKnownByTies(t *testing.T, s store.Store) {
	c, foreign := certificate(1), certificate(2)
	foreign.Authority, foreign.Holder.Document = "另一机构", c.Holder.Document
	add(t, s, c, foreign)
	renewed, again := passport("E76543210"), passport("E76543211")
	name := person.NameTie{Authority: c.Authority, Document: c.Holder.Document, Recorded: "王晓[沛]", Name: "王晓沛"}
	elsewhere := person.NameTie{Authority: foreign.Authority, Document: c.Holder.Document, Recorded: "王晓[沛]", Name: "王晓霈"}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, pair := range [][2]person.Document{{c.Holder.Document, renewed}, {renewed, again}} {
			if err := tx.TieDocuments(ctx, person.DocumentTie{Authority: c.Authority, Documents: pair}, id(9), noon()); err != nil {
				return err
			}
		}
		if err := tx.TieNames(ctx, name, id(9), noon()); err != nil {
			return err
		}
		return tx.TieNames(ctx, elsewhere, id(9), noon())
	})
	names := func(d person.Document) []person.NameTie {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]person.NameTie, error) { return r.NamesTied(ctx, d) })
	}
	name.Document, elsewhere.Document = person.Document{}, person.Document{}
	wantSame(t, "by a document tied twice over", known(t, s, store.Known{Document: again, Number: c.ManagementNumber}), []cert.ID{c.ID})
	wantSame(t, "of an authority that tied nothing", known(t, s, store.Known{Document: again, Number: foreign.ManagementNumber}), nil)
	wantSame(t, "names within the authority", names(again), []person.NameTie{name})
	wantSame(t, "names of the document itself", len(names(c.Holder.Document)), 2)
	wantSame(t, "names of nobody", names(passport("E99999999")), nil)
}

func testQueryNumbers(t *testing.T, s store.Store) {
	c, other := certificate(1), certificate(2)
	add(t, s, c, other)
	of := func(id cert.ID) (store.QueryNumber, error) {
		var n store.QueryNumber
		err := s.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) { n, err = r.QueryNumber(ctx, id); return err })
		n.MadeAt = n.MadeAt.UTC()
		return n, err
	}
	put := func(n store.QueryNumber) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.PutQueryNumber(ctx, n) })
	}
	first := store.QueryNumber{Certificate: c.ID, AccountID: id(1), Number: cert.NewQueryNumber(), MadeAt: noon()}
	next := store.QueryNumber{Certificate: c.ID, AccountID: id(2), Number: cert.NewQueryNumber(), MadeAt: noon().Add(time.Hour)}
	for _, n := range []store.QueryNumber{first, next} {
		if err := put(n); err != nil {
			t.Fatal(err)
		}
		got, err := of(c.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "number", got, n)
	}
	wantSame(t, "by the one replaced", known(t, s, store.Known{Document: c.Holder.Document, Made: first.Number}), nil)
	taken := next
	taken.Certificate = other.ID
	if err := put(taken); !fault.Is(err, fault.Conflict) {
		t.Errorf("a number of another certificate: %v", err)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ForgetLookups(ctx, id(1)) })
	if _, err := of(c.ID); err != nil {
		t.Errorf("another account's number: %v", err)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.DeleteQueryNumber(ctx, other.ID); err != nil {
			return err
		}
		return tx.ForgetLookups(ctx, id(2))
	})
	if _, err := of(c.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a number forgotten: %v", err)
	}
}

func testInquiries(t *testing.T, s store.Store) {
	of := func(id string) (store.Inquiry, error) {
		var i store.Inquiry
		err := s.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) { i, err = r.Inquiry(ctx, id); return err })
		i.ExpiresAt = i.ExpiresAt.UTC()
		return i, err
	}
	asked := store.Inquiry{ID: "session", AccountID: id(1), Bound: "b", Question: []byte(`{"Name":"示例"}`), ExpiresAt: noon().Add(time.Minute)}
	answered := store.Inquiry{ID: "session", AccountID: id(1), Question: []byte{}, ConfirmedUntil: noon().Add(time.Hour), ExpiresAt: noon().Add(time.Hour)}
	for _, i := range []store.Inquiry{asked, answered} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutInquiry(ctx, i) })
		got, err := of(i.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "inquiry", got, i)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteExpired(ctx, noon().Add(time.Minute)) })
	if _, err := of("session"); err != nil {
		t.Errorf("before its end: %v", err)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteExpired(ctx, noon().Add(2*time.Hour)) })
	if _, err := of("session"); !fault.Is(err, fault.NotFound) {
		t.Errorf("after its end: %v", err)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.PutInquiry(ctx, asked); err != nil {
			return err
		}
		return tx.ForgetLookups(ctx, id(1))
	})
	if _, err := of("session"); !fault.Is(err, fault.NotFound) {
		t.Errorf("of an account closed: %v", err)
	}
}

func testGiveBack(t *testing.T, s store.Store) {
	const key = "of somebody"
	take := func() (ok bool) {
		update(t, s, func(ctx context.Context, tx store.Tx) (err error) {
			ok, err = tx.Allow(ctx, key, noon(), 2, time.Minute)
			return err
		})
		return ok
	}
	for range 5 {
		if !take() {
			t.Fatal("an attempt given back is gone")
		}
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.GiveBack(ctx, key, time.Minute) })
	}
	for i, want := range []bool{true, true, false} {
		if take() != want {
			t.Errorf("attempt %d of two: %v", i+1, !want)
		}
	}
}
