package sealing_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/testenv/world"
)

// stamps are authorities in whatever state a test wants.
type stamps struct {
	tsp.Stamper

	clock, able error
}

func (s *stamps) Clock() error { return s.clock }
func (s *stamps) Able() error  { return s.able }
func (s *stamps) AtOnce() int  { return 4 }

func (s *stamps) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	if err := ctx.Err(); err != nil || s.able != nil {
		return tsp.Token{}, s.able
	}
	return s.Stamper.Stamp(ctx, digest)
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
