package sealing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const office = "示例人事考试中心"

// setSeal changes the seal of the office, as custodians would.
func setSeal(t *testing.T, w *world.World, edit func(s *store.Seal)) {
	t.Helper()
	seal := sealsOf(t, w)[office]
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		now, err := tx.LockSeal(ctx, seal.ID)
		if err != nil {
			return err
		}
		edit(&now)
		if err := tx.UpdateSeal(ctx, now); err != nil {
			return err
		}
		return tx.WakeCopies(ctx)
	})
}

// uses are the copies that the trail says the office's seal was used for, and
// how often its count says it was.
func uses(t *testing.T, w *world.World) (codes []string, counted store.SealCount) {
	t.Helper()
	seal := sealsOf(t, w)[office]
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		trail, err := r.SearchTrail(ctx, audit.Filter{Action: "seal.use", Subject: seal.ID}, audit.Place{}, 100)
		if err != nil {
			return err
		}
		for _, e := range trail {
			codes = append(codes, e.Detail)
		}
		counts, err := r.SealCounts(ctx, w.Clock.Today())
		counted = counts[seal.ID]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes, counted
}

func TestEveryUseOfAKeyIsInTheTrailAndCounted(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person())
		var want []string
		for range 5 {
			want = append(want, string(w.Apply(t, a, w.Certificate(t)).Code))
		}
		w.Seal(t)
		w.Seal(t) // nothing more to do, no further use
		got, counted := uses(t, w)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || counted != (store.SealCount{OnDay: 5, Total: 5}) {
			t.Errorf("trail %v, want %v; counted %+v", got, want, counted)
		}
	})
}

func TestCopiesWaitWhileTheirSealIsFrozen(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
		setSeal(t, w, func(s *store.Seal) { s.State = store.SealFrozen })
		wantReason(t, w.Pipeline.SealPending(t.Context()), "seal_frozen")
		wantReason(t, w.Pipeline.Ready(t.Context()), "seal_frozen")
		if got, _ := uses(t, w); len(got) != 0 || w.Copy(t, applied.Code).State != cert.Pending {
			t.Errorf("used for %v", got)
		}
		// No minute passes: whoever unfreezes wakes what waits.
		setSeal(t, w, func(s *store.Seal) { s.State = store.SealActive })
		w.Seal(t)
		wantReason(t, w.Pipeline.Ready(t.Context()), "")
		if got := w.Copy(t, applied.Code); got.State != cert.Ready {
			t.Errorf("copy is %s", got.State)
		}
	})
}

// meanwhile lets something happen between signing and the transaction that
// would hand out what was signed.
type meanwhile struct {
	store.Store
	blob func() int
	once func()
}

func (m *meanwhile) Update(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	if m.once != nil && m.blob() > 0 {
		m.once()
		m.once = nil
	}
	return m.Store.Update(ctx, f)
}

func TestWhatIsSignedWhileItsSealIsFrozenIsNotHandedOut(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
		inner := w.Pipeline.Store
		w.Pipeline.Store = &meanwhile{
			Store: inner, blob: func() int { return len(w.Files(t, "copies/")) },
			once: func() { setSeal(t, w, func(s *store.Seal) { s.State = store.SealFrozen }) },
		}
		wantReason(t, w.Pipeline.SealPending(t.Context()), "seal_frozen")
		if got := w.Copy(t, applied.Code); got.State != cert.Pending {
			t.Fatalf("copy is %s", got.State)
		}
		got, counted := uses(t, w)
		if files := w.Files(t, "copies/"); len(files) != 0 || len(got) != 1 || counted.Total != 1 {
			t.Errorf("files %v, uses %v, counted %+v; want the signature thrown away and told of", files, got, counted)
		}
		setSeal(t, w, func(s *store.Seal) { s.State = store.SealActive })
		w.Clock.Advance(time.Second)
		w.Seal(t)
		if got, counted := uses(t, w); len(got) != 2 || counted.Total != 2 || w.Copy(t, applied.Code).State != cert.Ready {
			t.Errorf("uses %v, counted %+v", got, counted)
		}
	})
}

func TestABudgetIsNeverExceeded(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person())
		var codes []cert.Code
		for range 12 {
			codes = append(codes, w.Apply(t, a, w.Certificate(t)).Code)
		}
		ready := func() (n int) {
			for _, code := range codes {
				if w.Copy(t, code).State == cert.Ready {
					n++
				}
			}
			return n
		}
		setSeal(t, w, func(s *store.Seal) { s.Budget = 5 })
		wantReason(t, w.Pipeline.SealPending(t.Context()), "seal_budget_spent")
		wantReason(t, w.Pipeline.Ready(t.Context()), "seal_budget_spent")
		if n := ready(); n != 5 {
			t.Errorf("%d copies under a budget of 5", n)
		}
		setSeal(t, w, func(s *store.Seal) { s.Budget = 50 })
		w.Seal(t)
		if n := ready(); n != len(codes) {
			t.Errorf("%d copies once the budget was raised", n)
		}
		got, counted := uses(t, w)
		if len(got) != counted.Total || counted.Total < len(codes) {
			t.Errorf("%d uses in the trail, %+v counted", len(got), counted)
		}
	})
}

// A process that was cut off after signing told of nothing; who takes up its
// file does.
func TestAnInterruptedUseIsToldByWhoTakesItUp(t *testing.T) {
	w := world.Sealing(t)
	w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
	failing := &failOnce{Store: w.Store}
	w.Pipeline.Store = failing
	sealInterrupted(t, w, failing)
	if got, _ := uses(t, w); len(got) != 0 {
		t.Fatalf("told of %v", got)
	}
	w.Clock.Advance(time.Minute)
	w.Seal(t)
	if got, counted := uses(t, w); len(got) != 1 || counted.Total != 1 {
		t.Errorf("uses %v, counted %+v", got, counted)
	}
}
