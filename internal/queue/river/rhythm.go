package river

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

// interval is how often handlers are called without a job: what a killed
// process held is taken up this long after its lease ends.
const interval = 5 * time.Second

// rhythm calls handlers at once, at each interval, and when the bell rings. It does without River's
// periodic jobs on purpose: those wait for an election, fifteen seconds after
// a crash, and write to the disk at every beat.
type rhythm struct {
	every time.Duration
	bell  *bell // nil: none rings
	log   *slog.Logger

	ending context.Context // over: no further beat
	end    context.CancelFunc
	cancel context.CancelFunc // cancels handlers that still run
	done   chan struct{}      // closed when all have returned
}

// newRhythm starts to call the handlers. It ends with ctx, or by stop.
func newRhythm(ctx context.Context, every time.Duration, b *bell, log *slog.Logger, handlers map[store.Job]queue.Handler) *rhythm {
	r := &rhythm{every: every, bell: b, log: log, done: make(chan struct{})}
	r.ending, r.end = context.WithCancel(ctx)
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r.cancel = cancel

	var beats sync.WaitGroup
	for job, handle := range handlers {
		beats.Go(func() { r.beat(running, job, handle) })
	}
	go func() {
		defer close(r.done)
		defer cancel()
		defer context.AfterFunc(r.ending, func() { time.AfterFunc(softStop, cancel) })()
		beats.Wait()
	}()
	return r
}

// stop ends the rhythm and waits until its handlers have returned.
func (r *rhythm) stop(ctx context.Context) error {
	r.end()
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *rhythm) beat(ctx context.Context, job store.Job, handle queue.Handler) {
	next := time.NewTicker(r.every)
	defer next.Stop()
	for {
		if err := guarded(ctx, handle); err != nil && ctx.Err() == nil {
			r.log.ErrorContext(ctx, "job failed", slog.String("job", string(job)), slog.Any("error", err))
		}
		select {
		case <-r.ending.Done():
			return
		case <-next.C:
		case <-r.bell.of(job):
		}
	}
}

// guarded makes an error of a panic.
func guarded(ctx context.Context, handle queue.Handler) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("river: handler panicked: %v", r)
		}
	}()
	return handle(ctx)
}
