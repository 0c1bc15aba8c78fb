package work

import (
	"context"
	"log/slog"
	"time"
)

// DueApplier carries out what was decided for a day that has begun.
type DueApplier interface {
	ApplyDue(ctx context.Context) (int, error)
}

// ApplyDue carries out what has come due, every interval until ctx ends: what
// counts from a day is so within one interval of its midnight.
func ApplyDue(ctx context.Context, a DueApplier, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := a.ApplyDue(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "changes that are due stay undone", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
