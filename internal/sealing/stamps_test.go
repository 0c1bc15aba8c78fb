package sealing_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// stamps are authorities in whatever state a test wants.
type stamps struct {
	tsp.Stamper

	clock, able error
}

func (s *stamps) Clock() error               { return s.clock }
func (s *stamps) Able(context.Context) error { return s.able }
func (s *stamps) AtOnce() int                { return 4 }

func (s *stamps) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	if err := ctx.Err(); err != nil || s.able != nil {
		return tsp.Token{}, s.able
	}
	return s.Stamper.Stamp(ctx, digest)
}

// No key signs while it is known that nobody can stamp: an outage spends nothing
// of a seal's budget, and whoever waits is told what for.
func TestAnOutageSpendsNoBudget(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		lasting(t, w, "b-t")
		setSeal(t, w, func(s *store.Seal) { s.Budget = 1 })
		theirs := &stamps{Stamper: w.Pipeline.Stamps, able: fault.New("test", fault.Unavailable, "tsa_unavailable")}
		w.Pipeline.Stamps = theirs
		c := w.Certificate(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		for range 3 {
			wantReason(t, w.Pipeline.SealPending(t.Context()), "tsa_unavailable")
			wantReason(t, w.Pipeline.Obstacle(t.Context(), applied), "tsa_unavailable")
			w.Clock.Advance(time.Minute)
		}
		if got, counted := uses(t, w); len(got) != 0 || counted.Total != 0 {
			t.Fatalf("uses %v, counted %+v", got, counted)
		}
		theirs.able = nil
		w.Seal(t)
		if got := w.Copy(t, applied.Code); got.State != cert.Ready {
			t.Errorf("copy is %s, %q", got.State, got.FailReason)
		}
	})
}

func TestSealingPausesWhileTheClockDiffers(t *testing.T) {
	w := world.Sealing(t)
	theirs := &stamps{clock: fault.New("test", fault.Unavailable, "clock_differs").With("seconds", 61)}
	w.Pipeline.Stamps = theirs
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	wantReason(t, w.Pipeline.SealPending(t.Context()), "clock_differs")
	wantReason(t, w.Pipeline.Ready(t.Context()), "clock_differs")
	wantReason(t, w.Pipeline.Obstacle(t.Context(), applied), "clock_differs")
	if got := w.Copy(t, applied.Code); got.State != cert.Pending {
		t.Fatalf("copy is %s", got.State)
	}
	theirs.clock = nil
	w.Clock.Advance(time.Second)
	w.Seal(t)
	wantReason(t, w.Pipeline.Ready(t.Context()), "")
	if got := w.Copy(t, applied.Code); got.State != cert.Ready {
		t.Errorf("copy is %s", got.State)
	}
}
