package client

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Webhook is an address that events are sent to. Its receiver checks them with
// VerifyWebhook.
type Webhook struct {
	ID        string     `json:"id"`
	URL       string     `json:"url"`
	Secret    string     `json:"secret,omitempty"` // of CreateWebhook and RotateWebhookSecret only
	CreatedAt time.Time  `json:"created_at"`
	PausedAt  *time.Time `json:"paused_at,omitempty"` // nothing is sent until it is resumed
	WorkedAt  *time.Time `json:"worked_at,omitempty"` // when something was last taken
	Failures  int        `json:"failures"`            // in a row, up to now
	Reason    string     `json:"reason,omitempty"`    // of the last failure
}

// Webhooks are all of an organisation's.
type Webhooks struct {
	Webhooks []Webhook `json:"webhooks"`
}

// NewWebhook is an address as it is registered.
type NewWebhook struct {
	URL string `json:"url"` // https, and public
}

// Event is something that an organisation was told.
type Event struct {
	ID       string          `json:"id"`        // the webhook-id of every attempt
	Type     string          `json:"type"`      // e.g. certificate.revoked, copy.withdrawn
	At       time.Time       `json:"timestamp"` // of the change
	Data     json.RawMessage `json:"data"`      // as it is sent
	Attempts []EventAttempts `json:"attempts"`  // by webhook
}

// EventAttempts are how far an event is on its way to one webhook.
type EventAttempts struct {
	Webhook  string     `json:"webhook"` // ID
	State    string     `json:"state"`   // waiting, sent, dead
	Attempts int        `json:"attempts"`
	TriedAt  *time.Time `json:"tried_at,omitempty"`
	NextAt   *time.Time `json:"next_at,omitempty"` // of one that waits
	Status   int        `json:"status,omitempty"`  // of HTTP, that the last attempt was answered
	Reason   string     `json:"reason,omitempty"`  // why the last attempt failed
}

// Events is a page of them.
type Events struct {
	Events []Event `json:"events"`
	Page
}

func (e Events) list() ([]Event, string) { return e.Events, e.NextCursor }

// Resending names the webhook that an event is sent to again.
type Resending struct {
	Webhook string `json:"webhook"` // ID
}

// CreateWebhook has events sent to an address, and returns it with its secret.
func (c *Client) CreateWebhook(ctx context.Context, w NewWebhook, options ...CallOption) (Webhook, error) {
	return ask[Webhook](ctx, c, create("/webhooks", w, options))
}

// ListWebhooks returns the organisation's webhooks.
func (c *Client) ListWebhooks(ctx context.Context) (Webhooks, error) {
	return ask[Webhooks](ctx, c, get("/webhooks"))
}

// GetWebhook returns a webhook, and how sending to it goes.
func (c *Client) GetWebhook(ctx context.Context, id string) (Webhook, error) {
	return ask[Webhook](ctx, c, get("/webhooks/%s", id))
}

// RotateWebhookSecret gives a webhook a new secret; for 24 hours the one before
// signs, too.
func (c *Client) RotateWebhookSecret(ctx context.Context, id string, options ...CallOption) (Webhook, error) {
	return ask[Webhook](ctx, c, create(fill("/webhooks/%s/secret", id), nil, options))
}

// ResumeWebhook has events sent to a paused webhook again.
func (c *Client) ResumeWebhook(ctx context.Context, id string) (Webhook, error) {
	return ask[Webhook](ctx, c, step("/webhooks/%s/resumption", nil, id))
}

// RemoveWebhook removes a webhook and returns it as it was.
func (c *Client) RemoveWebhook(ctx context.Context, id string) (Webhook, error) {
	return ask[Webhook](ctx, c, step("/webhooks/%s/removal", nil, id))
}

// TestWebhook sends a webhook an event of type webhook.test.
func (c *Client) TestWebhook(ctx context.Context, id string, options ...CallOption) (Event, error) {
	return ask[Event](ctx, c, create(fill("/webhooks/%s/test", id), nil, options))
}

// ListEvents goes through the events of 90 days, newest first.
func (c *Client) ListEvents(ctx context.Context) iter.Seq2[Event, error] {
	return pages[Events](ctx, c, get("/events").after)
}

// ResendEvent sends an event to a webhook again, under its ID.
func (c *Client) ResendEvent(ctx context.Context, event string, to Resending) (Webhook, error) {
	return ask[Webhook](ctx, c, step("/events/%s/resend", to, event))
}
