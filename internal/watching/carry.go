package watching

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

const (
	// A claimed webhook is sent inTurn events at most, one after another, each
	// within sendWithin: all of that ends inside lease. So a receiver that is slow
	// holds nobody else's up for long.
	webhooksAtOnce = 4
	inTurn         = 15
	sendWithin     = 15 * time.Second
	lease          = 5 * time.Minute

	firstPause   = 30 * time.Second // doubled with each attempt, and then cut by up to half
	longestPause = 6 * time.Hour
	longestHold  = 10 * time.Minute // of a webhook, after a failure of whichever event
	// giveUpAfter an event, or its last resend by hand, nobody waits for it.
	giveUpAfter = 72 * time.Hour

	// A webhook that has failed for so long, and so often, is paused.
	pauseAfter    = 24 * time.Hour
	pauseFailures = 10
)

// Outcome is what became of an attempt: a label of a metric.
type Outcome string

// The outcomes.
const (
	Sent     Outcome = "sent"
	Later    Outcome = "later"
	GivenUp  Outcome = "given_up"
	Doubtful Outcome = "doubtful" // sent, but somebody else had taken it up meanwhile
)

// Carry sends every event that is due and returns when none is. Several
// processes may carry at once. It is a queue.Handler.
func (s *Service) Carry(ctx context.Context) error {
	const op = "watching.Carry"
	claimer := newID()
	for {
		due, err := s.due(ctx)
		if err != nil || !due {
			return fault.Wrap(op, err)
		}
		ends := s.Now().Add(lease)
		var claimed []store.Webhook
		err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			if err := tx.EndDispatches(ctx, s.Now()); err != nil {
				return err
			}
			claimed, err = tx.ClaimWebhooks(ctx, claimer, s.Now(), lease, webhooksAtOnce)
			return err
		})
		if err != nil || len(claimed) == 0 {
			return fault.Wrap(op, err)
		}
		var g errgroup.Group
		for _, w := range claimed {
			g.Go(func() error { return s.serve(ctx, claimer, w, ends) })
		}
		if err := g.Wait(); err != nil {
			return fault.Wrap(op, err)
		}
	}
}

func (s *Service) due(ctx context.Context) (due bool, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		due, err = r.WebhooksDue(ctx, s.Now())
		return err
	})
	return due, err
}

// serve sends a claimed webhook what is due to it, up to the first failure, and
// gives it free.
func (s *Service) serve(ctx context.Context, claimer string, w store.Webhook, ends time.Time) error {
	var due []store.Dispatch
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		o, err := r.Organisation(ctx, w.Organisation)
		if err != nil || o.Disabled() {
			return err
		}
		due, err = r.DueDispatches(ctx, w.ID, s.Now(), inTurn)
		return err
	})
	if err != nil {
		return err
	}
	w.Health.HeldUntil = time.Time{}
	if len(due) == 0 {
		w.Health.HeldUntil = s.Now().Add(longestHold) // of an organisation that is locked out
	}
	for _, d := range due {
		if ctx.Err() != nil || !s.Now().Add(sendWithin).Before(ends) {
			break
		}
		failed, err := s.attempt(ctx, claimer, &w, d)
		if err != nil {
			return ignoreLost(err)
		}
		if failed {
			break
		}
	}
	return s.release(context.WithoutCancel(ctx), claimer, w)
}

// ignoreLost: where the lease ran out and another process took the webhook up,
// what became of it is for that one to say.
func ignoreLost(err error) error {
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// attempt sends one event and notes what became of it, even while the process
// is told to stop.
func (s *Service) attempt(ctx context.Context, claimer string, w *store.Webhook, d store.Dispatch) (failed bool, err error) {
	var e store.Event
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		e, err = r.Event(ctx, d.Event)
		return err
	})
	if err != nil {
		return false, err
	}
	c := messages.Call{ID: e.ID, URL: w.URL, At: s.Now(), Secrets: [][]byte{w.Secret}, Body: e.Body}
	if w.OldSecret != nil && s.Now().Before(w.OldUntil) {
		c.Secrets = append(c.Secrets, w.OldSecret)
	}
	within, cancel := context.WithTimeout(ctx, sendWithin)
	status, why := s.Caller.Call(within, c)
	cancel()
	ctx = context.WithoutCancel(ctx)
	now := s.Now()
	d.Attempts, d.TriedAt, d.Status, d.Reason = d.Attempts+1, now, status, ""
	o := Sent
	if why == nil {
		d.State = store.DispatchSent
		w.Health = store.WebhookHealth{WorkedAt: now}
	} else {
		o = s.fail(ctx, w, &d, why, now)
	}
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.SetDispatch(ctx, claimer, d) })
	if fault.Is(err, fault.Conflict) {
		o = Doubtful
	}
	if s.Count != nil {
		s.Count(o)
	}
	return why != nil, err
}

// fail notes a failure of an event and of its webhook.
func (s *Service) fail(ctx context.Context, w *store.Webhook, d *store.Dispatch, why error, now time.Time) Outcome {
	reason := string(fault.ReasonOf(why))
	s.Log.WarnContext(ctx, "event not sent", slog.String("event", d.Event), slog.String("webhook", d.Webhook),
		slog.Int("attempt", d.Attempts), slog.Int("status", d.Status), slog.String("reason", reason))
	h := &w.Health
	h.Failures, h.Reason = h.Failures+1, reason
	if h.FailingAt.IsZero() {
		h.FailingAt = now
	}
	h.HeldUntil = now.Add(min(pause(h.Failures), longestHold))
	if fault.Is(why, fault.Invalid) || reason == "webhook_gone" || h.Failures >= pauseFailures && now.Sub(h.FailingAt) >= pauseAfter {
		w.PausedAt = now
	}
	d.Reason, d.NotBefore = reason, now.Add(pause(d.Attempts))
	if d.NotBefore.Before(d.GiveUpAt) {
		return Later
	}
	d.State = store.DispatchDead
	return GivenUp
}

// release gives a webhook free. That it was paused goes into the trail.
func (s *Service) release(ctx context.Context, claimer string, w store.Webhook) error {
	return ignoreLost(s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.ReleaseWebhook(ctx, claimer, w); err != nil || w.PausedAt.IsZero() {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: s.Now(), Actor: audit.System, Action: "webhook.pause", Subject: w.ID, Reason: w.Health.Reason, Detail: "organisation " + w.Organisation,
		})
	}))
}

// pause is how long to wait after the n-th attempt: doubled each time, and cut
// at random by up to half, so that what failed together does not come together.
func pause(n int) time.Duration {
	p := firstPause
	for range min(n, 20) - 1 {
		p = min(2*p, longestPause)
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	return p - time.Duration(binary.BigEndian.Uint64(random[:])%uint64(p/2))
}
