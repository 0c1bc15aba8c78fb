package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// webhook makes the n-th webhook of an organisation, made n minutes after noon.
func webhook(n int, organisation string) store.Webhook {
	return store.Webhook{
		ID: id(n), Organisation: organisation, URL: "https://hooks.example/yinxin?token=abc", Secret: []byte("secret \x00\xff"),
		By: id(1), CreatedAt: noon().Add(time.Duration(n) * time.Minute),
	}
}

// event makes the n-th event of an organisation, n minutes after noon.
func event(n int, organisation string) store.Event {
	return store.Event{
		ID: id(n), Organisation: organisation, Watch: id(1), Type: "certificate.revoked", At: noon().Add(time.Duration(n) * time.Minute),
		Body: []byte(`{"type":"certificate.revoked"}`),
	}
}

func dispatch(e store.Event, w store.Webhook) store.Dispatch {
	return store.Dispatch{
		Event: e.ID, Webhook: w.ID, State: store.DispatchWaiting, NotBefore: e.At, GiveUpAt: e.At.Add(72 * time.Hour),
	}
}

func addHook(t *testing.T, s store.Store, w store.Webhook, events ...store.Event) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddWebhook(ctx, w); err != nil {
			return err
		}
		for _, e := range events {
			if err := tx.AddEvent(ctx, e); err != nil {
				return err
			}
			if err := tx.AddDispatch(ctx, dispatch(e, w)); err != nil {
				return err
			}
		}
		return nil
	})
}

func claimHooks(t *testing.T, s store.Store, claimer string, now time.Time) (ids []string) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		claimed, err := tx.ClaimWebhooks(ctx, claimer, now, time.Minute, 9)
		ids = nil
		for _, w := range claimed {
			ids = append(ids, w.ID)
		}
		return err
	})
	return ids
}

func testWebhooks(t *testing.T, s store.Store) {
	first, second, other := webhook(1, "a"), webhook(2, "a"), webhook(3, "b")
	for _, w := range []store.Webhook{second, first, other} {
		addHook(t, s, w)
	}
	of := func() []store.Webhook {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Webhook, error) { return r.WebhooksOf(ctx, "a") })
	}
	wantSame(t, "webhooks", of(), []store.Webhook{first, second})
	first.Secret, first.OldSecret, first.OldUntil = []byte("new"), first.Secret, noon().Add(time.Hour)
	first.PausedAt, first.Health = noon(), store.WebhookHealth{HeldUntil: noon(), Failures: 3, FailingAt: noon(), Reason: "webhook_timeout"}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateWebhook(ctx, webhook(9, "a")), fault.NotFound, "")
		return tx.UpdateWebhook(ctx, first)
	})
	wantSame(t, "updated", of(), []store.Webhook{first, second})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.RemoveWebhook(ctx, second.ID); err != nil {
			return err
		}
		wantKind(t, tx.RemoveWebhook(ctx, second.ID), fault.NotFound, "")
		_, err := tx.Webhook(ctx, second.ID)
		wantKind(t, err, fault.NotFound, "")
		got, err := tx.Webhook(ctx, other.ID)
		wantSame(t, "another's stays", got, other)
		return err
	})
}

func testWebhookLeases(t *testing.T, s store.Store) {
	w, e := webhook(1, "a"), event(1, "a")
	addHook(t, s, w, e)
	addHook(t, s, webhook(2, "a")) // nothing is due to it
	due := func(at time.Time) bool {
		return read(t, s, func(ctx context.Context, r store.Reader) (bool, error) { return r.WebhooksDue(ctx, at) })
	}
	wantSame(t, "nothing due", due(e.At.Add(-time.Microsecond)), false)
	wantSame(t, "something due", due(e.At), true)
	wantSame(t, "before it is due", claimHooks(t, s, "x", e.At.Add(-time.Microsecond)), nil)
	wantSame(t, "due", claimHooks(t, s, "x", e.At), []string{w.ID})
	wantSame(t, "claimed, not due", due(e.At), false)
	wantSame(t, "something to give up", due(dispatch(e, w).GiveUpAt), true)
	wantSame(t, "while the lease runs", claimHooks(t, s, "y", e.At.Add(time.Minute-time.Microsecond)), nil)
	wantSame(t, "when it ends", claimHooks(t, s, "y", e.At.Add(time.Minute)), []string{w.ID})

	d := dispatch(e, w)
	d.Attempts, d.TriedAt, d.Status, d.Reason, d.NotBefore = 1, e.At, 500, "webhook_refused", e.At.Add(time.Hour)
	w.Health = store.WebhookHealth{HeldUntil: e.At.Add(2 * time.Hour), Failures: 1, FailingAt: e.At, WorkedAt: noon(), Reason: "webhook_refused"}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.SetDispatch(ctx, "x", d), fault.Conflict, "moved_on")
		wantKind(t, tx.ReleaseWebhook(ctx, "x", w), fault.Conflict, "moved_on")
		_, err := tx.ClaimWebhooks(ctx, "x", noon(), 0, 1)
		wantKind(t, err, fault.Invalid, "lease_malformed")
		if err := tx.SetDispatch(ctx, "y", d); err != nil {
			return err
		}
		return tx.ReleaseWebhook(ctx, "y", w)
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.ReleaseWebhook(ctx, "y", w), fault.Conflict, "moved_on")
		got, err := tx.Webhook(ctx, w.ID)
		wantSame(t, "its health", got, w)
		return err
	})
	wantSame(t, "held", claimHooks(t, s, "x", e.At.Add(2*time.Hour-time.Microsecond)), nil)
	w.PausedAt = noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateWebhook(ctx, w) })
	wantSame(t, "paused", claimHooks(t, s, "x", e.At.Add(2*time.Hour)), nil)
	w.PausedAt = time.Time{}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateWebhook(ctx, w) })
	wantSame(t, "held no more", claimHooks(t, s, "x", e.At.Add(2*time.Hour)), []string{w.ID})
}

func testWebhookClaimersAtOnce(t *testing.T, s store.Store) {
	const all, claimers = 24, 6
	for n := range all {
		addHook(t, s, webhook(n, "a"), event(n, "a"))
	}
	var mu sync.Mutex
	seen := map[string]bool{}
	var g errgroup.Group
	for range claimers {
		g.Go(func() error {
			for {
				var claimed []store.Webhook
				err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
					claimed, err = tx.ClaimWebhooks(ctx, "x", noon().Add(time.Hour), time.Minute, 3)
					return err
				})
				if err != nil || len(claimed) == 0 {
					return err
				}
				mu.Lock()
				for _, w := range claimed {
					if seen[w.ID] {
						t.Errorf("webhook %s was claimed twice", w.ID)
					}
					seen[w.ID] = true
				}
				mu.Unlock()
			}
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "claimed in all", len(seen), all)
}

func testEvents(t *testing.T, s store.Store) {
	a, b, c, other := event(1, "a"), event(2, "a"), event(3, "a"), event(4, "b")
	c.At = b.At
	addHook(t, s, webhook(1, "a"), c, a, b)
	addHook(t, s, webhook(2, "b"), other)
	of := func(before time.Time, last string, limit int) []store.Event {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Event, error) {
			return r.EventsOf(ctx, "a", before, last, limit)
		})
	}
	wantSame(t, "newest first", of(noon().Add(time.Hour), "", 2), []store.Event{c, b})
	wantSame(t, "before one", of(c.At, c.ID, 9), []store.Event{b, a})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		got, err := r.Event(ctx, a.ID)
		wantSame(t, "event", got, a)
		if err != nil {
			return err
		}
		_, err = r.Event(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		return nil
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.ForgetEvents(ctx, b.At) })
	wantSame(t, "forgotten", of(noon().Add(time.Hour), "", 9), []store.Event{c, b})
	wantSame(t, "with its dispatches", dispatchesOf(t, s, a.ID, c.ID), []store.Dispatch{dispatch(c, webhook(1, "a"))})
}

func dispatchesOf(t *testing.T, s store.Store, events ...string) []store.Dispatch {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Dispatch, error) {
		return r.DispatchesOf(ctx, events)
	})
}

func testDispatches(t *testing.T, s store.Store) {
	w, a, b := webhook(1, "a"), event(1, "a"), event(2, "a")
	addHook(t, s, w, b, a)
	due := func(at time.Time, limit int) []store.Dispatch {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Dispatch, error) {
			return r.DueDispatches(ctx, w.ID, at, limit)
		})
	}
	wantSame(t, "only what is due", due(a.At, 9), []store.Dispatch{dispatch(a, w)})
	wantSame(t, "the oldest first", due(b.At, 1), []store.Dispatch{dispatch(a, w)})
	sent := dispatch(a, w)
	sent.State, sent.Attempts, sent.TriedAt, sent.Status = store.DispatchSent, 1, b.At, 204
	claimHooks(t, s, "x", b.At)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.SetDispatch(ctx, "x", sent) })
	wantSame(t, "what was sent is not due", due(b.At, 9), []store.Dispatch{dispatch(b, w)})

	late := dispatch(b, w)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		return tx.EndDispatches(ctx, late.GiveUpAt.Add(-time.Microsecond))
	})
	wantSame(t, "not given up yet", len(due(b.At, 9)), 1)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.EndDispatches(ctx, late.GiveUpAt) })
	late.State = store.DispatchDead
	wantSame(t, "given up", dispatchesOf(t, s, b.ID), []store.Dispatch{late})

	again := late.GiveUpAt.Add(time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.RetryDispatch(ctx, b.ID, "none", again, again), fault.NotFound, "")
		if err := tx.RetryDispatch(ctx, a.ID, w.ID, again, again.Add(time.Hour)); err != nil {
			return err
		}
		return tx.RetryDispatch(ctx, b.ID, w.ID, again, again.Add(time.Hour))
	})
	sent.State, sent.NotBefore, sent.GiveUpAt = store.DispatchWaiting, again, again.Add(time.Hour)
	late.State, late.NotBefore, late.GiveUpAt = store.DispatchWaiting, again, again.Add(time.Hour)
	wantSame(t, "both wait again", due(again, 9), []store.Dispatch{sent, late})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.RemoveWebhook(ctx, w.ID) })
	wantSame(t, "gone with the webhook", len(dispatchesOf(t, s, a.ID, b.ID)), 0)
}

// fillWatching writes a watch, a webhook and an event, all of which lie encrypted.
func fillWatching(ctx context.Context, tx store.Tx) error {
	if err := tx.AddWatch(ctx, watch(1, "a")); err != nil {
		return err
	}
	if err := tx.AddWebhook(ctx, webhook(1, "a")); err != nil {
		return err
	}
	return tx.AddEvent(ctx, event(1, "a"))
}
