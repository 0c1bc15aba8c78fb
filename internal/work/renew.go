package work

import (
	"context"
	"log/slog"
	"time"
)

// Renewer makes anew what is signed for a time, before that is over.
type Renewer interface {
	Renew(ctx context.Context) error
}

// Renew renews what it is time for, now and every interval until ctx ends. A
// failure is logged when it begins, not each time it is met again.
func Renew(ctx context.Context, r Renewer, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for failing := false; ; {
		err := r.Renew(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			log.ErrorContext(ctx, "revocation list or responder not renewed", slog.Any("error", err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
