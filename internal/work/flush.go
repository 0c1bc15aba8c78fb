package work

import (
	"context"
	"log/slog"
	"time"
)

// lastFlush is how long the last round may take when the process ends.
const lastFlush = time.Second

// Flusher writes down what was noted since the last time.
type Flusher interface {
	Flush(ctx context.Context) error
}

// Flush writes down every interval until ctx ends, and once more then.
func Flush(ctx context.Context, f Flusher, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for ended := false; !ended; {
		round := ctx
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
			defer cancel()
			round, ended = last, true
		case <-tick.C:
		}
		if err := f.Flush(round); err != nil {
			log.ErrorContext(ctx, "what was noted could not be written", slog.Any("error", err))
		}
	}
}
