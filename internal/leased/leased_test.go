package leased_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/leased"
)

// thing is held; work and beat are what the test wants of them.
type thing struct {
	work, beat func(ctx context.Context) error
	beats      atomic.Int64
	freed      bool
}

func (h *thing) Work(ctx context.Context) error { return h.work(ctx) }
func (h *thing) Free(context.Context) error     { h.freed = true; return nil }
func (h *thing) Attrs() []any                   { return nil }
func (h *thing) Beat(ctx context.Context) error {
	h.beats.Add(1)
	if h.beat == nil {
		return nil
	}
	return h.beat(ctx)
}

func until(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// drain claims the things in their order.
func drain(ctx context.Context, things ...*thing) error {
	return leased.Worker{
		Claim: func(context.Context) (leased.Hold, error) {
			if len(things) == 0 {
				return nil, fault.New("claim", fault.NotFound, "")
			}
			next := things[0]
			things = slices.Delete(things, 0, 1)
			return next, nil
		},
		Every: time.Second, Log: slog.New(slog.DiscardHandler),
	}.Drain(ctx)
}

func TestTroubleHoldsUpNoOthers(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	bad := &thing{work: func(context.Context) error { return broken }}
	worked := false
	good := &thing{work: func(context.Context) error { worked = true; return nil }}
	if err := drain(t.Context(), bad, good); !errors.Is(err, broken) || !worked {
		t.Errorf("%v, the next one worked on: %t", err, worked)
	}
	if bad.freed {
		t.Error("trouble comes again at once: its lease is what puts it off")
	}
}

func TestTheLeaseIsKeptWhileWorkGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &thing{beat: func(context.Context) error { return errors.New("the database is away for a moment") }}
		h.work = func(ctx context.Context) error {
			select {
			case <-time.After(3500 * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err := drain(t.Context(), h); err != nil || h.beats.Load() != 3 {
			t.Errorf("%v after %d beats", err, h.beats.Load())
		}
	})
}

func TestWhatIsLostIsLetGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		byBeat := &thing{work: until, beat: func(context.Context) error { return leased.ErrLost }}
		byWork := &thing{work: func(context.Context) error { return leased.ErrLost }}
		if err := drain(t.Context(), byBeat, byWork); err != nil || !byBeat.freed || !byWork.freed {
			t.Errorf("%v, freed %t and %t", err, byBeat.freed, byWork.freed)
		}
	})
}

func TestWhoIsToldToEndLetsGo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	h := &thing{}
	h.work = func(ctx context.Context) error { cancel(); return until(ctx) }
	if err := drain(ctx, h); !errors.Is(err, context.Canceled) || !h.freed {
		t.Errorf("%v, freed %t", err, h.freed)
	}
}
