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
	// deferral is how long a copy that waits for its seal is left alone, where
	// nobody says that the seal is there.
	deferral = 30 * time.Second
	// remembered is how long a seal's trouble is told after it was met; a copy
	// that waits for the seal meets it again.
	remembered = 2 * deferral
)

// wait is why copies wait, and since when that is known.
type wait struct {
	err error
	at  time.Time
}

// Ready reports whether sealing goes on: clock_behind while the clock stands
// before the last sealed copy, clock_differs while timestamp authorities say
// another time, and while copies wait for a seal or a timestamp one of the
// reasons of waits.
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

// Obstacle says what keeps a pending copy from being sealed now, as far as that
// can be told without drawing it; nil where nothing does.
func (p *Pipeline) Obstacle(ctx context.Context, c cert.Copy) error {
	if err := p.checkClock(ctx); err != nil {
		return err
	}
	job := &work{copy: c}
	if err := p.prepare(ctx, job); err != nil {
		return fault.Wrap("sealing.Obstacle", err)
	}
	if err := p.able(ctx, job); !p.Later || !tsaDown(err) {
		return fault.Wrap("sealing.Obstacle", err)
	}
	return nil
}

// checkClock fails with clock_behind while the clock stands before the last
// sealed copy: a copy must never be dated before one made earlier. It fails
// with clock_differs while timestamp authorities say another time.
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
	if p.Stamps == nil {
		return nil
	}
	return fault.Wrap("sealing.checkClock", p.Stamps.Clock())
}

// stays notes why a copy stays pending. That the process ends is no trouble.
func (p *Pipeline) stays(ctx context.Context, job *work, err error) {
	if ctx.Err() != nil {
		return
	}
	p.Log.ErrorContext(ctx, "copy stays pending", slog.String("code", string(job.copy.Code)), slog.Any("error", err))
	switch {
	case waits(err):
		p.waiting.Store(&wait{err, p.Now()})
		p.putOff(ctx, job)
	case job.uses > 0 && !job.durable: // no file is left that would tell of it
		if err := p.tellAlone(ctx, job); err != nil {
			p.Log.ErrorContext(ctx, "a use of a seal is in no trail", slog.String("seal", job.seal.ID), slog.Any("error", err))
		}
	}
}
