// Package work is what runs in the background beside the queue, one file a job.
package work

import (
	"context"
	"log/slog"
	"time"
)

// Pruner removes what has ended: sessions, codes, what is kept for some days.
type Pruner interface {
	Prune(ctx context.Context) error
}

// Prune removes what has ended, now and every interval until ctx ends.
func Prune(ctx context.Context, p Pruner, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := p.Prune(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "pruning failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
