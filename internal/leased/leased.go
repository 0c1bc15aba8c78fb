// Package leased works on things that one process at a time holds under a lease:
// claimed one after another, kept while the work goes on, and let go of.
package leased

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// ErrLost says that a thing is no longer ours to work on: somebody stopped it,
// or its lease ran out and another process has it.
var ErrLost = errors.New("leased: it has moved on")

// Hold is a thing that this process has claimed.
type Hold interface {
	// Work does what there is to do. It fails with ErrLost where it finds that
	// the thing has moved on.
	Work(ctx context.Context) error
	// Beat renews the lease when it is time to, and fails with ErrLost.
	Beat(ctx context.Context) error
	// Free ends the lease, so that another may claim the thing at once.
	Free(ctx context.Context) error
	// Attrs name the thing in the log.
	Attrs() []any
}

// Worker claims things of one kind.
type Worker struct {
	Claim func(ctx context.Context) (Hold, error) // NotFound where nothing is free
	Every time.Duration                           // between beats, well below the lease
	Log   *slog.Logger
}

// Drain works until nothing is left that nobody else holds. Its error is the
// first trouble; one thing's holds up no others, and is met again once its
// lease is over.
func (w Worker) Drain(ctx context.Context) error {
	var trouble error
	for {
		h, err := w.Claim(ctx)
		if fault.Is(err, fault.NotFound) {
			return trouble
		}
		if err != nil {
			return err
		}
		if err := w.workOn(ctx, h); err != nil && trouble == nil {
			trouble = err
		}
	}
}

func (w Worker) workOn(ctx context.Context, h Hold) error {
	working, stop := context.WithCancelCause(ctx)
	var beating sync.WaitGroup
	beating.Go(func() { w.beat(working, stop, h) })
	err := h.Work(working)
	cause := context.Cause(working)
	stop(nil)
	beating.Wait()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrLost), errors.Is(cause, ErrLost):
		w.free(ctx, h) // where it was stopped: it can be resumed at once
		return nil
	case ctx.Err() != nil: // told to end: another process may go on at once
		w.free(ctx, h)
		return err
	}
	w.Log.ErrorContext(ctx, "work waits", append(h.Attrs(), slog.Any("error", err))...)
	return err
}

func (w Worker) beat(ctx context.Context, stop context.CancelCauseFunc, h Hold) {
	tick := time.NewTicker(w.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := h.Beat(ctx)
		if errors.Is(err, ErrLost) {
			stop(ErrLost)
			return
		}
		if err != nil && ctx.Err() == nil {
			w.Log.WarnContext(ctx, "lease not renewed", append(h.Attrs(), slog.Any("error", err))...)
		}
	}
}

func (w Worker) free(ctx context.Context, h Hold) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := h.Free(ctx); err != nil {
		w.Log.WarnContext(ctx, "lease runs on", append(h.Attrs(), slog.Any("error", err))...)
	}
}
