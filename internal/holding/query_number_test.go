package holding_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestQueryNumbersAreTheirHoldersAlone(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		unproven := w.Holder(t, c.Holder, func(a *store.Account) { a.ClaimedAt = time.Time{} })
		missing := func(what string, err error) {
			t.Helper()
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := w.Holding.QueryNumber(t.Context(), a, c.ID)
		missing("before one is made", err)
		_, err = w.Holding.MakeQueryNumber(t.Context(), unproven, c.ID)
		missing("made by somebody else", err)

		first, err := w.Holding.MakeQueryNumber(t.Context(), a, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		next, err := w.Holding.MakeQueryNumber(t.Context(), a, c.ID)
		if err != nil || next.Number == first.Number {
			t.Fatalf("made anew: %v", err)
		}
		got, err := w.Holding.QueryNumber(t.Context(), a, c.ID)
		if err != nil || got.Number != next.Number {
			t.Errorf("%s, %v", got.Number, err)
		}
		_, err = w.Holding.QueryNumber(t.Context(), unproven, c.ID)
		missing("read by somebody else", err)
		missing("taken back by somebody else", w.Holding.WithdrawQueryNumber(t.Context(), unproven, c.ID))
		for range 2 {
			if err := w.Holding.WithdrawQueryNumber(t.Context(), a, c.ID); err != nil {
				t.Errorf("taken back: %v", err)
			}
		}
		_, err = w.Holding.QueryNumber(t.Context(), a, c.ID)
		missing("after it was taken back", err)

		for err == nil || fault.Is(err, fault.NotFound) {
			_, err = w.Holding.MakeQueryNumber(t.Context(), a, c.ID)
		}
		if !fault.Is(err, fault.Throttled) {
			t.Errorf("made over and over: %v", err)
		}
		w.SetState(t, c.ID, cert.Corrected)
		if _, err := w.Holding.MakeQueryNumber(t.Context(), a, c.ID); fault.ReasonOf(err) != "certificate_replaced" {
			t.Errorf("of a version replaced: %v", err)
		}
	})
}
