package watching

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// secretMark begins a secret as it is shown (Standard Webhooks 1.0.0).
	secretMark  = "whsec_"
	secretBytes = 32

	// handsAtOnce and handEvery bound what is sent by hand: tests and resends.
	handsAtOnce = 30
	handEvery   = 10 * time.Second
)

// ShownSecret is a secret as a receiver sets it.
func ShownSecret(secret []byte) string { return secretMark + base64.StdEncoding.EncodeToString(secret) }

// AddWebhook has the organisation's events sent to an address from now on, and
// returns the webhook with its secret, which is shown this once. It fails as
// messages.Caller.Check does, with Conflict webhook_registered and Exhausted
// webhooks_used_up.
func (s *Service) AddWebhook(ctx context.Context, by By, url string) (store.Webhook, error) {
	const op = "watching.AddWebhook"
	if err := s.Caller.Check(url); err != nil {
		return store.Webhook{}, fault.Wrap(op, err)
	}
	w := store.Webhook{ID: newID(), Organisation: by.Organisation, URL: url, Secret: newSecret(), By: by.Actor, CreatedAt: s.Now()}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		all, err := tx.WebhooksOf(ctx, by.Organisation)
		if err != nil {
			return err
		}
		for _, known := range all {
			if known.URL == url {
				return fault.New(op, fault.Conflict, "webhook_registered").At("url")
			}
		}
		if len(all) >= MaxWebhooks {
			return fault.New(op, fault.Exhausted, "webhooks_used_up").With("limit", MaxWebhooks)
		}
		if err := tx.AddWebhook(ctx, w); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "webhook.add", w.ID, nil)
	})
	return w, fault.Wrap(op, err)
}

func newSecret() []byte {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return secret
}

// Webhooks returns the organisation's webhooks, oldest first.
func (s *Service) Webhooks(ctx context.Context, by By) (all []store.Webhook, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.WebhooksOf(ctx, by.Organisation)
		return err
	})
	return all, fault.Wrap("watching.Webhooks", err)
}

// Webhook returns a webhook of the organisation; another's is NotFound.
func (s *Service) Webhook(ctx context.Context, by By, id string) (w store.Webhook, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		w, err = ownHook(ctx, r, by, id)
		return err
	})
	return w, fault.Wrap("watching.Webhook", err)
}

func ownHook(ctx context.Context, r store.Reader, by By, id string) (store.Webhook, error) {
	w, err := r.Webhook(ctx, id)
	if err == nil && w.Organisation != by.Organisation {
		err = fault.New("watching.ownHook", fault.NotFound, "not_found")
	}
	if err != nil {
		return store.Webhook{}, err
	}
	return w, nil
}

// Rotate gives a webhook a new secret and returns it. For a day the one before
// signs, too, so that a receiver can change over.
func (s *Service) Rotate(ctx context.Context, by By, id string) (store.Webhook, error) {
	return s.setHook(ctx, by, id, "webhook.rotate", func(w *store.Webhook) {
		w.OldSecret, w.OldUntil = w.Secret, s.Now().Add(overlap)
		w.Secret = newSecret()
	})
}

// Resume sends to a paused webhook again: what waits, and what comes.
func (s *Service) Resume(ctx context.Context, by By, id string) (store.Webhook, error) {
	return s.setHook(ctx, by, id, "webhook.resume", func(w *store.Webhook) {
		w.PausedAt, w.Health = time.Time{}, store.WebhookHealth{WorkedAt: w.Health.WorkedAt}
	})
}

func (s *Service) setHook(ctx context.Context, by By, id, action string, set func(w *store.Webhook)) (w store.Webhook, err error) {
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if w, err = ownHook(ctx, tx, by, id); err != nil {
			return err
		}
		set(&w)
		if err := tx.UpdateWebhook(ctx, w); err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, action, id, nil); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.WebhookJob)
	})
	return w, fault.Wrap("watching.setHook", err)
}

// RemoveWebhook ends a webhook, and forgets what became of what was sent to it.
func (s *Service) RemoveWebhook(ctx context.Context, by By, id string) error {
	return fault.Wrap("watching.RemoveWebhook", s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := ownHook(ctx, tx, by, id); err != nil {
			return err
		}
		if err := tx.RemoveWebhook(ctx, id); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "webhook.remove", id, nil)
	}))
}

// TryWebhook sends an event of kind Test to one webhook. It fails with Denied
// webhook_paused and Throttled too_many_requests.
func (s *Service) TryWebhook(ctx context.Context, by By, id string) (e store.Event, err error) {
	err = s.byHand(ctx, by, id, func(ctx context.Context, tx store.Tx, w store.Webhook) error {
		if e, err = s.write(ctx, tx, by.Organisation, Test, Data{}, []store.Webhook{w}); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "webhook.test", id, audit.Facts{"event": e.ID})
	})
	return e, fault.Wrap("watching.TryWebhook", err)
}

// Resend sends an event to a webhook again, under the same ID, whether it was
// taken before or given up. It fails as TryWebhook does.
func (s *Service) Resend(ctx context.Context, by By, event, webhook string) error {
	return fault.Wrap("watching.Resend", s.byHand(ctx, by, webhook, func(ctx context.Context, tx store.Tx, _ store.Webhook) error {
		e, err := tx.Event(ctx, event)
		if err == nil && e.Organisation != by.Organisation {
			err = fault.New("watching.Resend", fault.NotFound, "not_found")
		}
		if err != nil {
			return err
		}
		now := s.Now()
		if err := tx.RetryDispatch(ctx, event, webhook, now, now.Add(giveUpAfter)); err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, "webhook.resend", webhook, audit.Facts{"event": event}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.WebhookJob)
	}))
}

func (s *Service) byHand(ctx context.Context, by By, id string, f func(context.Context, store.Tx, store.Webhook) error) error {
	const op = "watching.byHand"
	left := true
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		w, err := ownHook(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if !w.PausedAt.IsZero() {
			return fault.New(op, fault.Denied, "webhook_paused")
		}
		if left, err = tx.Allow(ctx, "webhook:"+by.Organisation, s.Now(), handsAtOnce, handEvery); err != nil || !left {
			return err
		}
		return f(ctx, tx, w)
	})
	if err == nil && !left {
		err = fault.New(op, fault.Throttled, "too_many_requests")
	}
	return err
}

// Told is an event and how far it is on its way to each webhook.
type Told struct {
	store.Event
	To []store.Dispatch
}

// Events returns the organisation's events before an instant and, of that
// instant, before an ID, newest first.
func (s *Service) Events(ctx context.Context, by By, before time.Time, id string, limit int) (all []Told, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		events, err := r.EventsOf(ctx, by.Organisation, before, id, limit)
		if err != nil {
			return err
		}
		ids := make([]string, len(events))
		at := map[string]int{}
		for i, e := range events {
			ids[i], at[e.ID] = e.ID, i
			all = append(all, Told{Event: e})
		}
		dispatches, err := r.DispatchesOf(ctx, ids)
		for _, d := range dispatches {
			all[at[d.Event]].To = append(all[at[d.Event]].To, d)
		}
		return err
	})
	return all, fault.Wrap("watching.Events", err)
}
