package sealing

import (
	"context"
	"log/slog"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// clockSlack is how far behind the last sealed copy the clock may be: a
	// second lost to rounding, not a clock set back.
	clockSlack = 2 * time.Second
	// remembered is how long a seal's trouble is told after it was met; a copy
	// that waits for the seal meets it again within a lease.
	remembered = 2 * lease
)

// wait is why copies wait, and since when that is known.
type wait struct {
	err error
	at  time.Time
}

// Ready reports whether sealing goes on: clock_behind while the clock stands
// before the last sealed copy, seal_missing or seal_unusable while copies wait
// for a seal.
func (p *Pipeline) Ready(ctx context.Context) error {
	if err := p.checkClock(ctx); err != nil {
		return err
	}
	waiting := p.waiting.Load()
	if waiting == nil || p.Now().Sub(waiting.at) > remembered {
		return nil
	}
	var pending int
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		pending, err = r.CountPending(ctx)
		return err
	})
	if err != nil || pending == 0 {
		return err
	}
	return fault.Wrap("sealing.Ready", waiting.err)
}

// checkClock fails with clock_behind while the clock stands before the last
// sealed copy: a copy must never be dated before one made earlier.
func (p *Pipeline) checkClock(ctx context.Context) error {
	var last time.Time
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		last, err = r.LastMadeAt(ctx)
		return err
	})
	if err != nil {
		return err
	}
	if p.Now().Add(clockSlack).Before(last) {
		return fault.New("sealing.checkClock", fault.Unavailable, "clock_behind")
	}
	return nil
}

// stays notes why a copy stays pending. That the process ends is no trouble.
func (p *Pipeline) stays(ctx context.Context, c cert.Copy, err error) {
	if ctx.Err() != nil {
		return
	}
	p.Log.ErrorContext(ctx, "copy stays pending", slog.String("code", string(c.Code)), slog.Any("error", err))
	switch fault.ReasonOf(err) {
	case "seal_missing", "seal_unusable":
		p.waiting.Store(&wait{err, p.Now()})
	}
}
