package watching_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/watching"
)

// hooked is an organisation that watches a certificate and has a receiver.
type hooked struct {
	by       watching.By
	c        cert.Certificate
	receiver *world.Receiver
	hook     store.Webhook
}

func hook(t *testing.T, w *world.World, name string) hooked {
	t.Helper()
	h := hooked{by: organisation(t, w, name), c: w.Certificate(t), receiver: world.NewReceiver(t, w.Clock.Now)}
	look(t, w, h.by, h.c.ID)
	_, err := w.Watching.WatchFound(t.Context(), h.by, h.c.ID, "")
	must(t, err)
	h.hook, err = w.Watching.AddWebhook(t.Context(), h.by, h.receiver.URL)
	must(t, err)
	h.receiver.Expect(watching.ShownSecret(h.hook.Secret))
	return h
}

func (h hooked) took(t *testing.T, want int) []world.Taken {
	t.Helper()
	took, refused := h.receiver.Took()
	if len(took) != want || refused != 0 {
		t.Errorf("%s took %d events and refused %d, want %d", h.by.Organisation, len(took), refused, want)
	}
	return took
}

// dispatched is how far the newest event is on its way to the first webhook.
func (h hooked) dispatched(t *testing.T, w *world.World) store.Dispatch {
	t.Helper()
	events, err := w.Watching.Events(t.Context(), h.by, w.Clock.Now().Add(time.Hour), "", 1)
	must(t, err)
	return events[0].To[0]
}

func (h hooked) state(t *testing.T, w *world.World) store.Webhook {
	t.Helper()
	now, err := w.Watching.Webhook(t.Context(), h.by, h.hook.ID)
	must(t, err)
	return now
}

func TestAnEventIsSentOnce(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		h, other := hook(t, w, "a"), hook(t, w, "b")
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Lifting})
		// Several processes carry at the same time.
		var g errgroup.Group
		for range 3 {
			g.Go(func() error { return w.Watching.Carry(t.Context()) })
		}
		must(t, g.Wait())
		must(t, w.Watching.Carry(t.Context()))
		took := h.took(t, 2)
		other.took(t, 0)
		if len(took) == 2 && (!strings.Contains(took[0].Body, `"certificate.suspended"`) || !strings.Contains(took[1].Body, `"certificate.resumed"`)) {
			t.Errorf("in the order of what happened: %v", took)
		}
		for _, secret := range []string{h.c.Holder.Name, h.c.Holder.Document.Number, h.c.ManagementNumber, string(h.c.ID)} {
			if strings.Contains(took[0].Body, secret) {
				t.Errorf("the event holds %q", secret)
			}
		}
		if d := h.dispatched(t, w); d.State != store.DispatchSent || d.Attempts != 1 || d.Status != http.StatusNoContent || d.Reason != "" {
			t.Errorf("noted as %+v", d)
		}
		if s := h.state(t, w); s.Health.WorkedAt.IsZero() || s.Health.Failures != 0 {
			t.Errorf("the webhook: %+v", s.Health)
		}
	})
}

func TestAFailedEventIsTriedAgainUntilItIsTaken(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		h := hook(t, w, "a")
		h.receiver.Answer(http.StatusInternalServerError)
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
		attempts := 0
		for range 7 {
			must(t, w.Watching.Carry(t.Context()))
			attempts++
			d := h.dispatched(t, w)
			if d.State != store.DispatchWaiting || d.Attempts != attempts || d.Status != 500 || d.Reason != "webhook_refused" || !d.NotBefore.After(w.Clock.Now()) {
				t.Fatalf("after %d attempts: %+v", attempts, d)
			}
			if longest := 30 * time.Second << (attempts - 1); d.NotBefore.Sub(w.Clock.Now()) > longest || d.NotBefore.Sub(w.Clock.Now()) < longest/2 {
				t.Errorf("the %d. pause is %s", attempts, d.NotBefore.Sub(w.Clock.Now()))
			}
			must(t, w.Watching.Carry(t.Context()))
			if got := h.receiver.Requests(); got != attempts {
				t.Errorf("%d requests after %d attempts", got, attempts)
			}
			next := d.NotBefore
			if held := h.state(t, w).Health.HeldUntil; held.After(next) {
				next = held
			}
			w.Clock.Set(next)
		}
		h.receiver.Answer(0)
		w.Clock.Advance(10 * time.Minute) // that the webhook may be held after a failure
		must(t, w.Watching.Carry(t.Context()))
		h.took(t, 1)
		if s := h.state(t, w).Health; s.Failures != 0 || s.Reason != "" || !s.HeldUntil.IsZero() {
			t.Errorf("once it works again: %+v", s)
		}
	})
}

func TestAnEventIsGivenUpAndSentAgainByHand(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		h := hook(t, w, "a")
		h.receiver.Answer(http.StatusBadGateway)
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
		must(t, w.Watching.Carry(t.Context()))
		w.Clock.Advance(73 * time.Hour)
		must(t, w.Watching.Carry(t.Context()))
		d := h.dispatched(t, w)
		if d.State != store.DispatchDead || h.receiver.Requests() != 1 {
			t.Fatalf("%+v after %d requests", d, h.receiver.Requests())
		}
		h.receiver.Answer(0)
		must(t, w.Watching.Resend(t.Context(), h.by, d.Event, h.hook.ID))
		must(t, w.Watching.Carry(t.Context()))
		must(t, w.Watching.Resend(t.Context(), h.by, d.Event, h.hook.ID)) // what was taken, too
		must(t, w.Watching.Carry(t.Context()))
		took := h.took(t, 2)
		if took[0] != took[1] || took[0].ID != d.Event {
			t.Errorf("a replay is another event: %v", took)
		}
		other := hook(t, w, "b")
		wantReason(t, w.Watching.Resend(t.Context(), other.by, d.Event, h.hook.ID), "not_found")
		wantReason(t, w.Watching.Resend(t.Context(), other.by, d.Event, other.hook.ID), "not_found")
		wantReason(t, w.Watching.Resend(t.Context(), h.by, "none", h.hook.ID), "not_found")
	})
}

// A process that ends between sending and noting it sends once more, under the
// same ID, when its lease is over.
func TestACrashRepeatsAnEventUnderItsID(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		h := hook(t, w, "a")
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
		dying := *w.Watching
		ctx, kill := context.WithCancel(t.Context())
		dying.Store = mortal{w.Store, ctx}
		h.receiver.Hold(sync.OnceFunc(kill))
		if err := dying.Carry(t.Context()); err == nil {
			t.Fatal("it did not notice that it is dead")
		}
		h.took(t, 1)
		must(t, w.Watching.Carry(t.Context()))
		h.took(t, 1) // the lease runs on
		w.Clock.Advance(5 * time.Minute)
		must(t, w.Watching.Carry(t.Context()))
		took := h.took(t, 2)
		if took[0] != took[1] {
			t.Errorf("sent as two events: %v", took)
		}
		must(t, w.Watching.Carry(t.Context()))
		h.took(t, 2)
	})
}

// mortal is a store whose process may die: from then on it writes nothing.
type mortal struct {
	store.Store
	life context.Context
}

func (m mortal) Update(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if m.life.Err() != nil {
		return errors.New("dead")
	}
	return m.Store.Update(ctx, f)
}

func TestAWebhookThatFailsForADayIsPaused(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		h := hook(t, w, "a")
		h.receiver.Answer(http.StatusInternalServerError)
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
		began := w.Clock.Now()
		for h.state(t, w).PausedAt.IsZero() {
			if w.Clock.Now().Sub(began) > 48*time.Hour {
				t.Fatalf("not paused after two days: %+v", h.state(t, w))
			}
			must(t, w.Watching.Carry(t.Context()))
			w.Clock.Advance(10 * time.Minute)
		}
		paused := h.state(t, w)
		if paused.PausedAt.Sub(began) < 24*time.Hour-time.Minute || paused.Health.Failures < 10 || paused.Health.Reason != "webhook_refused" {
			t.Errorf("paused after %s: %+v", paused.PausedAt.Sub(began), paused.Health)
		}
		h.receiver.Answer(0)
		before := h.receiver.Requests()
		change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Lifting})
		must(t, w.Watching.Carry(t.Context()))
		_, err := w.Watching.TryWebhook(t.Context(), h.by, h.hook.ID)
		wantReason(t, err, "webhook_paused")
		if h.receiver.Requests() != before {
			t.Error("something was sent to a paused webhook")
		}
		_, err = w.Watching.Resume(t.Context(), h.by, h.hook.ID)
		must(t, err)
		w.Clock.Advance(6 * time.Hour)
		must(t, w.Watching.Carry(t.Context()))
		h.took(t, 2) // what waited is sent late
	})
}

func TestWhatPausesAtOnce(t *testing.T) {
	w := world.Found(t)
	h := hook(t, w, "a")
	h.receiver.Answer(http.StatusGone)
	change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
	must(t, w.Watching.Carry(t.Context()))
	if s := h.state(t, w); s.PausedAt.IsZero() || s.Health.Reason != "webhook_gone" {
		t.Errorf("a receiver that is gone: %+v", s)
	}
}

func TestSecretsRotate(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		h := hook(t, w, "a")
		next, err := w.Watching.Rotate(t.Context(), h.by, h.hook.ID)
		must(t, err)
		for _, secret := range [][]byte{h.hook.Secret, next.Secret} {
			h.receiver.Expect(watching.ShownSecret(secret))
			_, err := w.Watching.TryWebhook(t.Context(), h.by, h.hook.ID)
			must(t, err)
			must(t, w.Watching.Carry(t.Context()))
		}
		h.took(t, 2) // either secret
		w.Clock.Advance(24 * time.Hour)
		h.receiver.Expect(watching.ShownSecret(h.hook.Secret))
		_, err = w.Watching.TryWebhook(t.Context(), h.by, h.hook.ID)
		must(t, err)
		must(t, w.Watching.Carry(t.Context()))
		if _, refused := h.receiver.Took(); refused != 1 {
			t.Error("the old secret signs longer than a day")
		}
	})
}

// A receiver that takes its time holds up nobody else's events.
func TestASlowReceiverHoldsUpNobody(t *testing.T) {
	w := world.Found(t)
	slow, quick := hook(t, w, "a"), hook(t, w, "b")
	wait, done := make(chan struct{}), make(chan struct{})
	slow.receiver.Hold(func() { <-wait })
	quick.receiver.Hold(func() { close(done) })
	change(t, w, issuing.Request{Certificate: slow.c.ID, Kind: cert.Suspension})
	change(t, w, issuing.Request{Certificate: quick.c.ID, Kind: cert.Suspension})
	var g errgroup.Group
	g.Go(func() error { return w.Watching.Carry(t.Context()) })
	select {
	case <-done:
	case <-t.Context().Done():
	}
	if _, refused := slow.receiver.Took(); refused != 0 || slow.receiver.Requests() != 0 {
		t.Error("the slow one was not slow")
	}
	close(wait)
	must(t, g.Wait())
	quick.took(t, 1)
	slow.took(t, 1)
}

func TestWebhooksAreRefused(t *testing.T) {
	w := world.Found(t)
	by, other := organisation(t, w, "a"), organisation(t, w, "b")
	for url, want := range map[string]fault.Reason{
		"http://hooks.example/": "webhook_url_not_https", "https://10.0.0.1/": "webhook_address_denied", "x": "webhook_url_malformed",
	} {
		_, err := w.Watching.AddWebhook(t.Context(), by, url)
		wantReason(t, err, want)
	}
	hook, err := w.Watching.AddWebhook(t.Context(), by, "https://hooks.example/0")
	must(t, err)
	_, err = w.Watching.AddWebhook(t.Context(), by, "https://hooks.example/0")
	wantReason(t, err, "webhook_registered")
	for _, url := range []string{"https://hooks.example/1", "https://hooks.example/2", "https://hooks.example/3", "https://hooks.example/4"} {
		_, err := w.Watching.AddWebhook(t.Context(), by, url)
		must(t, err)
	}
	_, err = w.Watching.AddWebhook(t.Context(), by, "https://hooks.example/5")
	wantReason(t, err, "webhooks_used_up")

	_, err = w.Watching.Rotate(t.Context(), other, hook.ID)
	wantReason(t, err, "not_found")
	_, err = w.Watching.Resume(t.Context(), other, hook.ID)
	wantReason(t, err, "not_found")
	_, err = w.Watching.TryWebhook(t.Context(), other, hook.ID)
	wantReason(t, err, "not_found")
	wantReason(t, w.Watching.RemoveWebhook(t.Context(), other, hook.ID), "not_found")
	must(t, w.Watching.RemoveWebhook(t.Context(), by, hook.ID))
	if all, err := w.Watching.Webhooks(t.Context(), by); err != nil || len(all) != watching.MaxWebhooks-1 {
		t.Errorf("%d are left, %v", len(all), err)
	}
}

func TestHandsAreCounted(t *testing.T) {
	w := world.Found(t)
	h := hook(t, w, "a")
	h.receiver.Answer(http.StatusNoContent)
	for range 30 {
		_, err := w.Watching.TryWebhook(t.Context(), h.by, h.hook.ID)
		must(t, err)
	}
	_, err := w.Watching.TryWebhook(t.Context(), h.by, h.hook.ID)
	wantReason(t, err, "too_many_requests")
}

func TestOldEventsAreForgotten(t *testing.T) {
	w := world.Found(t)
	h := hook(t, w, "a")
	w.Watching.Log = slog.New(slog.DiscardHandler)
	change(t, w, issuing.Request{Certificate: h.c.ID, Kind: cert.Suspension})
	w.Clock.Advance(89 * 24 * time.Hour)
	must(t, w.Watching.Prune(t.Context()))
	wantKinds(t, w, h.by, watching.Suspended)
	w.Clock.Advance(25 * time.Hour)
	must(t, w.Watching.Prune(t.Context()))
	wantKinds(t, w, h.by)
}
