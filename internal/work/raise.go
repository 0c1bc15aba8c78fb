package work

import (
	"context"
	"log/slog"
	"time"
)

// Raiser raises copies that were sealed while no timestamp could be had.
type Raiser interface {
	RaiseWaiting(ctx context.Context) (raised int, err error)
}

// Raise raises what waits, now and every interval until ctx ends. The Raiser
// logs what it cannot raise; that it cannot look for it is logged here.
func Raise(ctx context.Context, r Raiser, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for failing := false; ; {
		_, err := r.RaiseWaiting(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			log.ErrorContext(ctx, "copies stay at a lower level", slog.Any("error", err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
