package holding_test

import (
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestAHolderWithdrawsACopyAtOnce(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		made := w.Apply(t, a, c)
		_, err := w.Holding.Withdraw(t.Context(), a, made.Code)
		wantFault(t, err, fault.Denied, "copy_pending")
		w.Seal(t)
		_, err = w.Holding.Withdraw(t.Context(), w.Holder(t, w.Certificate(t, somebodyElse).Holder), made.Code)
		wantFault(t, err, fault.NotFound, "copy_not_found")
		for range 2 { // a second tap changes nothing
			got, err := w.Holding.Withdraw(t.Context(), a, made.Code)
			wantFault(t, err, fault.Other, "")
			if got.State != cert.Withdrawn || w.Copy(t, made.Code).State != cert.Withdrawn {
				t.Errorf("withdrawn: %s, stored %s", got.State, w.Copy(t, made.Code).State)
			}
		}
		_, _, err = w.Holding.File(t.Context(), a, made.Code)
		wantFault(t, err, fault.Denied, "copy_withdrawn")
		trail(t, w, "copy.withdraw", string(made.Code))
		item, err := w.Holding.Find(t.Context(), a, c.ID)
		wantFault(t, err, fault.Other, "")
		if turns := w.Policy().Scenarios[0].Turns(w.Clock.Today(), item.Copies); turns.Used != 1 {
			t.Errorf("%d turns used, want 1: a turn stays used", turns.Used)
		}
	})
}

func TestWhenACopyCanBeWithdrawn(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	void, late := w.Apply(t, a, c), w.Apply(t, a, c)
	w.Seal(t)
	w.SetState(t, c.ID, cert.Suspended)
	_, err := w.Holding.Withdraw(t.Context(), a, void.Code)
	wantFault(t, err, fault.Other, "")
	w.Clock.Set(late.Endorsement.ValidUntil.End())
	_, err = w.Holding.Withdraw(t.Context(), a, late.Code)
	wantFault(t, err, fault.Denied, "copy_expired")
}

func somebodyElse(c *cert.Certificate) {
	c.Holder.Name = "别人"
	c.Holder.Document = person.Document{Type: person.Passport, Number: "E12345678"}
}
