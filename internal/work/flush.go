package work

import (
	"context"
	"log/slog"
	"time"
)

// lastFlush is how long the last round may take when the process ends.
const lastFlush = time.Second

// Flusher writes down some of what was noted, and reports whether more waits.
type Flusher interface {
	Flush(ctx context.Context) (more bool, err error)
}

// Flush writes down every interval until ctx ends, and all that waits then.
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
		more, err := f.Flush(round)
		for ended && more && err == nil {
			more, err = f.Flush(round)
		}
		if err != nil {
			log.ErrorContext(ctx, "what was noted could not be written", slog.Any("error", err))
		}
	}
}
