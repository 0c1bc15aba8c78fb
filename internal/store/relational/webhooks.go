package relational

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type webhookStatements struct {
	byID, of, add, update, remove, removeDispatches string
	claim, release, due                             string
}

func newWebhookStatements(m *Mapping) webhookStatements {
	selected := "SELECT " + columns(webhookFields(), "") + " FROM webhooks "
	const claimable = " WHERE paused_at IS NULL AND (held_until IS NULL OR held_until <= $1)" +
		" AND EXISTS (SELECT 1 FROM dispatches d WHERE d.webhook_id = webhooks.id AND d.state = 'waiting' AND d.not_before <= $1)"
	return webhookStatements{
		byID: m.sql(selected + "WHERE id = $1"),
		of:   m.sql(selected + "WHERE organisation = $1 ORDER BY created_at, id"),
		add:  m.sql(insertion("webhooks", append(webhookFields(), "key_number"))),
		update: m.sql("UPDATE webhooks SET " + assignments([]string{"secret_sealed", "old_sealed", "old_until", "paused_at", "reason",
			"failures", "failing_at", "held_until", "key_number"}) + ", claimer = '' WHERE id = $1"),
		remove:           m.sql("DELETE FROM webhooks WHERE id = $1"),
		removeDispatches: m.sql("DELETE FROM dispatches WHERE webhook_id = $1"),
		due: m.sql("SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM dispatches WHERE state = 'waiting' AND give_up_at <= $1 LIMIT 1) AS g)" +
			" + (SELECT COUNT(*) FROM (SELECT 1 FROM webhooks" + claimable + " LIMIT 1) AS w)"),
		// MATERIALIZED as for copies.
		claim: m.sql("WITH next AS MATERIALIZED (SELECT id FROM webhooks" + claimable +
			" ORDER BY id LIMIT $3 " + m.dialect.SkipLocked + ")" +
			" UPDATE webhooks SET held_until = $2, claimer = $4 WHERE id IN (SELECT id FROM next)" +
			" RETURNING " + columns(webhookFields(), "")),
		release: m.sql("UPDATE webhooks SET held_until = $3, failures = $4, failing_at = $5, worked_at = $6, reason = $7, paused_at = $8," +
			" claimer = '' WHERE id = $1 AND claimer = $2"),
	}
}

func webhookFields() []string {
	return []string{"id", "organisation", "url_sealed", "secret_sealed", "old_sealed", "old_until", "made_by", "created_at", "paused_at",
		"held_until", "failures", "failing_at", "worked_at", "reason"}
}

func (m *Mapping) scanWebhook(rows Rows) (w store.Webhook, err error) {
	var secret, old string
	h := &w.Health
	err = rows.Scan(&w.ID, &w.Organisation, m.vault.opened(purposeWebhook, &w.URL), m.vault.opened(purposeSecret, &secret),
		m.vault.opened(purposeSecret, &old), toInstant{&w.OldUntil}, &w.By, toInstant{&w.CreatedAt}, toInstant{&w.PausedAt},
		toInstant{&h.HeldUntil}, &h.Failures, toInstant{&h.FailingAt}, toInstant{&h.WorkedAt}, &h.Reason)
	w.Secret = []byte(secret)
	if old != "" {
		w.OldSecret = []byte(old)
	}
	return w, err
}

// Webhook returns the webhook.
func (r reader) Webhook(ctx context.Context, id string) (store.Webhook, error) {
	return one(ctx, r, "store.Webhook", r.m.scanWebhook, r.m.webhooks.byID, id)
}

// WebhooksOf returns an organisation's webhooks.
func (r reader) WebhooksOf(ctx context.Context, organisation string) ([]store.Webhook, error) {
	return list(ctx, r, "store.WebhooksOf", r.m.scanWebhook, r.m.webhooks.of, organisation)
}

// WebhooksDue reports whether there is anything to claim or to give up.
func (r reader) WebhooksDue(ctx context.Context, now time.Time) (bool, error) {
	n, err := one(ctx, r, "store.WebhooksDue", scanner[int], r.m.webhooks.due, instant(now))
	return n > 0, err
}

// AddWebhook adds a webhook.
func (t tx) AddWebhook(ctx context.Context, w store.Webhook) error {
	key, h := t.m.vault.current(), w.Health
	return t.add(ctx, "store.AddWebhook", t.m.webhooks.add, w.ID, w.Organisation, t.m.vault.seal(purposeWebhook, w.URL),
		t.m.vault.seal(purposeSecret, string(w.Secret)), t.m.vault.seal(purposeSecret, string(w.OldSecret)), instant(w.OldUntil),
		w.By, instant(w.CreatedAt), instant(w.PausedAt), instant(h.HeldUntil), int64(h.Failures), instant(h.FailingAt), instant(h.WorkedAt),
		h.Reason, key)
}

// UpdateWebhook stores the secrets, whether it is paused, and how it goes.
func (t tx) UpdateWebhook(ctx context.Context, w store.Webhook) error {
	key, h := t.m.vault.current(), w.Health
	return t.touch(ctx, "store.UpdateWebhook", t.m.webhooks.update, w.ID, t.m.vault.seal(purposeSecret, string(w.Secret)),
		t.m.vault.seal(purposeSecret, string(w.OldSecret)), instant(w.OldUntil), instant(w.PausedAt), h.Reason,
		int64(h.Failures), instant(h.FailingAt), instant(h.HeldUntil), key)
}

// RemoveWebhook removes a webhook with its dispatches.
func (t tx) RemoveWebhook(ctx context.Context, id string) error {
	const op = "store.RemoveWebhook"
	if err := t.touch(ctx, op, t.m.webhooks.remove, id); err != nil {
		return err
	}
	_, err := t.exec(ctx, op, t.m.webhooks.removeDispatches, id)
	return err
}

// ClaimWebhooks takes webhooks to which something is due.
func (t tx) ClaimWebhooks(ctx context.Context, claimer string, now time.Time, lease time.Duration, limit int) ([]store.Webhook, error) {
	const op = "store.ClaimWebhooks"
	if lease <= 0 {
		return nil, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	claimed, err := list(ctx, t.reader, op, t.m.scanWebhook, t.m.webhooks.claim, instant(now), instant(now.Add(lease)), int64(limit), claimer)
	slices.SortFunc(claimed, func(a, b store.Webhook) int { return cmp.Compare(a.ID, b.ID) })
	return claimed, err
}

// ReleaseWebhook stores how sending went, and gives the webhook free.
func (t tx) ReleaseWebhook(ctx context.Context, claimer string, w store.Webhook) error {
	h := w.Health
	return t.move(ctx, "store.ReleaseWebhook", t.m.webhooks.release, w.ID, claimer, instant(h.HeldUntil), int64(h.Failures),
		instant(h.FailingAt), instant(h.WorkedAt), h.Reason, instant(w.PausedAt))
}
