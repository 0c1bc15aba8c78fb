package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"yinxin.example/yinxin/client"
	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// organisationProgram is a program of an organisation of that name, with a key
// that may be told of changes.
func organisationProgram(t *testing.T, w *world.World, name string) *client.Client {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddOrganisation(ctx, store.Organisation{ID: name, Name: name, Number: name, ConfirmedAt: w.Clock.Now(), CreatedAt: w.Clock.Now()})
	})
	_, token, err := w.Keys.Make(t.Context(), apikeys.NewKey{
		Name: "人事系统", Scopes: apikeys.OrganisationScopes(), LastDay: w.Clock.Today().AddDays(30),
		By: store.Account{ID: "clerk", Role: store.VerifierRole, Organisation: name},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler(t, w))
	t.Cleanup(server.Close)
	c, err := client.New(server.URL, client.WithKey(token))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// An organisation's program watches a certificate, is told of its revocation at
// its own address, and verifies what it is told.
func TestTheClientOfAnOrganisationIsToldOfChanges(t *testing.T) {
	w := world.Found(t)
	c, other := organisationProgram(t, w, "a"), organisationProgram(t, w, "b")
	ctx := t.Context()
	secret := ""
	var took []string
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		_, err := r.Body.Read(body)
		if client.VerifyWebhook(secret, r.Header, body, w.Clock.Now()) != nil || err != nil && err.Error() != "EOF" {
			rw.WriteHeader(http.StatusUnauthorized)
			return
		}
		took = append(took, r.Header.Get("Webhook-Id"))
	}))
	t.Cleanup(receiver.Close)

	hook, err := c.CreateWebhook(ctx, client.NewWebhook{URL: receiver.URL})
	if err != nil || hook.Secret == "" {
		t.Fatalf("%+v, %v", hook, err)
	}
	secret = hook.Secret
	if _, err := c.CreateWebhook(ctx, client.NewWebhook{URL: "https://169.254.169.254/"}); client.ReasonOf(err) != "webhook_address_denied" {
		t.Errorf("an address of the inside: %v", err)
	}
	of := w.Certificate(t)
	asked := client.NewWatch{Certificate: string(of.ID), Label: "7 号"}
	if _, err := c.CreateWatch(ctx, asked); client.ReasonOf(err) != "look_up_first" {
		t.Errorf("before it is looked up: %v", err)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddCheck(ctx, store.Check{Certificate: of.ID, At: w.Clock.Now(), Way: store.CheckedByAPI, Organisation: "a"})
	})
	watch, err := c.CreateWatch(ctx, asked)
	if err != nil || watch.Label != "7 号" || watch.State != "valid" {
		t.Fatalf("%+v, %v", watch, err)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return w.Watching.Changed(ctx, tx, cert.Change{
			Certificate: of.ID, Kind: cert.Revocation, From: cert.InForce, To: cert.Revoked, EffectiveOn: w.Clock.Today(), At: w.Clock.Now(),
		})
	})
	w.Clock.Advance(time.Second)
	if _, err := c.TestWebhook(ctx, hook.ID); err != nil {
		t.Error(err)
	}
	if err := w.Watching.Carry(ctx); err != nil {
		t.Fatal(err)
	}
	var told []client.Event
	for e, err := range c.ListEvents(ctx) {
		if err != nil || len(e.Attempts) != 1 || e.Attempts[0].State != "sent" {
			t.Errorf("%+v, %v", e, err)
		}
		told = append(told, e)
	}
	if len(told) != 2 || told[1].Type != "certificate.revoked" || len(took) != 2 || took[0] != told[1].ID {
		t.Fatalf("told %+v, took %v", told, took)
	}
	if _, err := c.ResendEvent(ctx, told[1].ID, client.Resending{Webhook: hook.ID}); err != nil {
		t.Error(err)
	}
	if err := w.Watching.Carry(ctx); err != nil || len(took) != 3 || took[2] != took[0] {
		t.Errorf("sent again: %v, %v", took, err)
	}
	for name, err := range map[string]error{
		"watch":  second(other.GetWatch(ctx, watch.ID)),
		"end":    second(other.EndWatch(ctx, watch.ID)),
		"hook":   second(other.GetWebhook(ctx, hook.ID)),
		"secret": second(other.RotateWebhookSecret(ctx, hook.ID)),
		"resume": second(other.ResumeWebhook(ctx, hook.ID)),
		"remove": second(other.RemoveWebhook(ctx, hook.ID)),
		"resend": second(other.ResendEvent(ctx, told[0].ID, client.Resending{Webhook: hook.ID})),
	} {
		if client.ReasonOf(err) != "not_found" {
			t.Errorf("%s of another organisation: %v", name, err)
		}
	}
	if again, err := c.RotateWebhookSecret(ctx, hook.ID); err != nil || again.Secret == "" || again.Secret == secret {
		t.Errorf("%+v, %v", again, err)
	}
	if shown, err := c.GetWebhook(ctx, hook.ID); err != nil || shown.Secret != "" || shown.WorkedAt == nil {
		t.Errorf("%+v, %v", shown, err)
	}
	all := 0
	for one, err := range c.ListWatches(ctx) {
		if err != nil || one != watch {
			t.Errorf("%+v, %v", one, err)
		}
		all++
	}
	_, removed := c.RemoveWebhook(ctx, hook.ID)
	_, ended := c.EndWatch(ctx, watch.ID)
	if err := errors.Join(removed, ended); err != nil || all != 1 {
		t.Errorf("%d watches, %v", all, err)
	}
	if hooks, err := c.ListWebhooks(ctx); err != nil || len(hooks.Webhooks) != 0 {
		t.Errorf("%+v, %v", hooks, err)
	}
}

func second[T any](_ T, err error) error { return err }

// An authority's key has no watches, whatever it asks.
func TestAnAuthoritysKeyWatchesNothing(t *testing.T) {
	_, p := begin(t)
	for _, path := range []string{"/watches", "/webhooks", "/events"} {
		if got := p.ask(http.MethodGet, path, ""); got.status != http.StatusForbidden || got.reason() != "scope_needed" {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}
