package work

import (
	"context"
	"log/slog"
	"time"
)

// Linker links the records of the audit trail that wait for it.
type Linker interface {
	Link(ctx context.Context) error
}

// Chain links the audit trail, now and every interval until ctx ends. A
// failure is logged when it begins, not each time it is met again.
func Chain(ctx context.Context, l Linker, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for failing := false; ; {
		err := l.Link(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			log.ErrorContext(ctx, "the audit trail is not linked", slog.Any("error", err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
