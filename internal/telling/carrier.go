package telling

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

const (
	// atOnce messages are claimed together and handed over by senders
	// goroutines, each within sendWithin: all of that ends well inside lease.
	atOnce     = 16
	senders    = 4
	sendWithin = 20 * time.Second
	lease      = 5 * time.Minute

	firstPause   = 30 * time.Second // doubled with each attempt
	longestPause = time.Hour
	// giveUpAfter a change its message is no news any more.
	giveUpAfter = 48 * time.Hour
)

// Outcome is what became of an attempt: a label of a metric.
type Outcome string

// The outcomes.
const (
	Sent     Outcome = "sent"
	Later    Outcome = "later"    // failed; tried again
	GivenUp  Outcome = "given_up" // refused for good, or too late
	Doubtful Outcome = "doubtful" // handed over, but somebody else had taken it up meanwhile
)

// Carrier hands over what is due. Several processes may carry at once.
type Carrier struct {
	Store  store.Store
	Desk   *Desk
	Sender messages.Sender
	Log    *slog.Logger
	Now    func() time.Time
	// Count is told of each attempt; nil for nobody.
	Count func(kind messages.Kind, o Outcome)
}

// Carry hands over every message that is due, writing those of the rounds that
// are due first, and returns when nothing is. It is a queue.Handler.
func (c *Carrier) Carry(ctx context.Context) error {
	const op = "telling.Carry"
	if err := c.planExpiring(ctx); err != nil {
		return fault.Wrap(op, err)
	}
	for {
		due, err := c.due(ctx)
		if err != nil || !due {
			return fault.Wrap(op, err)
		}
		more, err := c.walkRound(ctx)
		if err != nil {
			return fault.Wrap(op, err)
		}
		claimed, err := c.claim(ctx)
		if err != nil {
			return fault.Wrap(op, err)
		}
		if len(claimed) == 0 && !more {
			return nil // somebody else has the rest
		}
		if err := c.hand(ctx, claimed); err != nil {
			return fault.Wrap(op, err)
		}
	}
}

func (c *Carrier) due(ctx context.Context) (due bool, err error) {
	err = c.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		due, err = r.MessagesDue(ctx, c.Now())
		return err
	})
	return due, err
}

func (c *Carrier) claim(ctx context.Context) (claimed []store.DueMessage, err error) {
	err = c.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		claimed, err = tx.ClaimMessages(ctx, c.Now(), lease, atOnce)
		return err
	})
	return claimed, err
}

func (c *Carrier) hand(ctx context.Context, claimed []store.DueMessage) error {
	ends := c.Now().Add(lease)
	var g errgroup.Group
	g.SetLimit(senders)
	for _, d := range claimed {
		g.Go(func() error { return c.attempt(ctx, d, ends) })
	}
	return g.Wait()
}

// attempt hands one message over and notes what became of it. That it was sent
// is noted even while the process is told to stop.
func (c *Carrier) attempt(ctx context.Context, d store.DueMessage, ends time.Time) error {
	now := c.Now()
	quiet, err := c.quietOf(ctx, d)
	if err != nil {
		return err
	}
	if loud := notWhenQuiet(d.Kind, quiet, now); loud.After(now) {
		return c.note(ctx, d, Later, func(ctx context.Context, tx store.Tx) error {
			return tx.DeferMessage(ctx, d.ID, d.Attempts, loud)
		})
	}
	if !now.Before(ends) {
		return nil // it may be somebody else's by now
	}
	m := messages.Notice(d.To, d.Kind, d.Language, messages.Details{Day: d.Day, Link: d.Link})
	m.ID, m.Until = d.ID, d.At.Add(giveUpAfter)
	within, cancel := context.WithTimeout(ctx, sendWithin)
	err = c.Sender.Send(within, m)
	cancel()
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		return c.note(ctx, d, Sent, func(ctx context.Context, tx store.Tx) error {
			return tx.RemoveMessage(ctx, d.ID, d.Attempts)
		})
	}
	again := notWhenQuiet(d.Kind, quiet, now.Add(pause(d.Attempts)))
	c.Log.WarnContext(ctx, "message not sent", slog.String("kind", string(d.Kind)), slog.String("message", d.ID),
		slog.Int("attempt", d.Attempts), slog.Any("error", err))
	if fault.Is(err, fault.Invalid) || again.After(d.At.Add(giveUpAfter)) {
		return c.giveUp(ctx, d, err)
	}
	return c.note(ctx, d, Later, func(ctx context.Context, tx store.Tx) error {
		return tx.DeferMessage(ctx, d.ID, d.Attempts, again)
	})
}

// quietOf are the quiet hours of whom a message is for, as they are now.
func (c *Carrier) quietOf(ctx context.Context, d store.DueMessage) (messages.Quiet, error) {
	var choices store.MessageChoices
	if d.Kind.Urgent() {
		return choices.Quiet, nil
	}
	err := c.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		choices, err = r.MessageChoices(ctx, d.Account)
		return err
	})
	return choices.Quiet, err
}

func (c *Carrier) giveUp(ctx context.Context, d store.DueMessage, why error) error {
	reason := string(fault.ReasonOf(why))
	if reason == "" {
		reason = "message_not_sent"
	}
	return c.note(ctx, d, GivenUp, func(ctx context.Context, tx store.Tx) error {
		if err := tx.RemoveMessage(ctx, d.ID, d.Attempts); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: c.Now(), Actor: audit.System, Action: "message.give_up", Subject: d.Account, Reason: reason, Detail: string(d.Kind),
		})
	})
}

// note stores what became of an attempt. Where the lease has run out and
// another process has taken the message up, that is for it to say.
func (c *Carrier) note(ctx context.Context, d store.DueMessage, o Outcome, f func(context.Context, store.Tx) error) error {
	err := c.Store.Update(ctx, f)
	if fault.Is(err, fault.Conflict) {
		o, err = Doubtful, nil
	}
	if err == nil && c.Count != nil {
		c.Count(d.Kind, o)
	}
	return err
}

// pause is how long to wait after the n-th attempt.
func pause(n int) time.Duration {
	p := firstPause
	for range min(n, 10) - 1 {
		p = min(2*p, longestPause)
	}
	return p
}
