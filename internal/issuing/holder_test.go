package issuing_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func own(t *testing.T, w *world.World, a store.Account) []holding.Item {
	t.Helper()
	items, err := w.Holding.List(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// A holder sees what became of a certificate and is led to the one that counts,
// if it is still theirs by what it says.
func TestTheHolderIsToldWhy(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		holder := w.Holder(t, c.Holder)
		change(t, w, correction(c.ID, issuing.Corrections{cert.FieldIssuedOn: "2022-02-28"}))
		items := own(t, w, holder)
		if len(items) != 2 || items[0].Certificate.Version != 2 || items[0].Change != nil {
			t.Fatalf("%+v", items)
		}
		old := items[1]
		if old.Change == nil || old.Change.Reason != "登记有误" || old.Newest == nil || old.Newest.ID != items[0].Certificate.ID || !old.Own {
			t.Errorf("the old version: %+v", old)
		}
		w.Clock.Advance(time.Second)
		change(t, w, correction(items[0].Certificate.ID, issuing.Corrections{cert.FieldName: "林若曦"}))
		for _, item := range own(t, w, holder) {
			if item.Newest == nil || item.Newest.Version != 3 || item.Own {
				t.Errorf("once the name is another: %+v", item)
			}
		}
		renamed := c.Holder
		renamed.Name = "林若曦"
		if items := own(t, w, w.Holder(t, renamed)); len(items) != 1 || items[0].Certificate.State != cert.InForce {
			t.Errorf("under the right name: %+v", items)
		}
	})
}
