package storetest

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

func testBearings(t *testing.T, s store.Store) {
	a, b, c := passport("E0000001"), passport("E0000002"), passport("E0000003")
	own := certificate(1).Authority
	const other = "示例协会"
	of := func(n int, document person.Document, authority, name string) cert.Certificate {
		one := certificate(n)
		one.Holder.Document, one.Authority, one.Holder.Name = document, authority, name
		return one
	}
	superseded := of(5, a, own, "旧名")
	superseded.State = cert.Corrected
	add(t, s, of(1, a, own, "王晓[沛]"), of(2, a, own, "王晓[沛]"), of(3, a, other, "李安"), of(4, b, own, "王晓沛"), superseded, of(6, b, other, "李平"))
	tieDocuments(t, s, tie(a, b))
	called := person.NameTie{Authority: own, Document: b, Recorded: "王晓[沛]", Name: "王晓沛"}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.TieNames(ctx, called, id(9), noon()) })
	called.Document = person.Document{}

	asked := func(documents ...person.Document) map[string]store.Bearing {
		found := read(t, s, func(ctx context.Context, r store.Reader) (map[string]store.Bearing, error) {
			return r.Bearings(ctx, documents)
		})
		for _, one := range found {
			slices.SortFunc(one.Names, func(a, b store.RecordedName) int { return cmp.Compare(a.Authority+a.Name, b.Authority+b.Name) })
		}
		return found
	}
	together := asked(a, c, b, a)
	group := together[a.Normal()].Tied[own]
	if group == "" {
		t.Error("the documents are not tied")
	}
	recorded := func(authority, name string, tied bool) store.RecordedName {
		return store.RecordedName{Authority: authority, Name: name, Tied: tied}
	}
	want := func(names ...store.RecordedName) store.Bearing {
		slices.SortFunc(names, func(a, b store.RecordedName) int { return cmp.Compare(a.Authority+a.Name, b.Authority+b.Name) })
		return store.Bearing{Names: names, Ties: []person.NameTie{called}, Tied: map[string]string{own: group}}
	}
	wantSame(t, "bearings", together, map[string]store.Bearing{
		a.Normal(): want(recorded(own, "王晓[沛]", false), recorded(other, "李安", false), recorded(own, "王晓沛", true)),
		b.Normal(): want(recorded(own, "王晓沛", false), recorded(other, "李平", false), recorded(own, "王晓[沛]", true)),
	})
	wantSame(t, "of nobody known", len(asked(c)), 0)
	wantSame(t, "of nobody", len(asked(person.Document{})), 0)
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Bearings(ctx, make([]person.Document, store.ListLimit+1))
		return err
	})
	wantKind(t, err, fault.Invalid, "")
}
