package work

import (
	"context"
	"time"
)

// Prober finds out whether those it depends on answer. It keeps and logs what it
// finds by itself.
type Prober interface {
	Probe(ctx context.Context) error
}

// Probe has a Prober look, now and every interval until ctx ends.
func Probe(ctx context.Context, p Prober, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_ = p.Probe(ctx) // kept by the Prober
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
