package store

import (
	"context"
	"time"
)

// Webhook is an address to which an organisation has its events sent. The
// address and its secrets are encrypted at rest.
type Webhook struct {
	ID           string
	Organisation string // ID
	URL          string
	Secret       []byte
	OldSecret    []byte    // signs besides until OldUntil; nil where there is none
	OldUntil     time.Time // zero where there is none
	By           string    // account ID, or an API key's as the trail names it
	CreatedAt    time.Time
	PausedAt     time.Time // zero: it is sent to
	Health       WebhookHealth
}

// WebhookHealth is how sending to a webhook goes.
type WebhookHealth struct {
	HeldUntil time.Time // nothing is sent before, after a failure
	Failures  int       // in a row
	FailingAt time.Time // of the first of these; zero where there is none
	WorkedAt  time.Time // when something was last taken; zero: never
	Reason    string    // why it was paused, or the last failure; "" where it works
}

// Event is something that an organisation is told of a watch, as it is sent.
// Its body is encrypted at rest.
type Event struct {
	ID           string // of 26 letters and digits, in no order
	Organisation string
	Watch        string // ID; "" of a test
	Type         string
	At           time.Time
	Body         []byte // JSON
}

// DispatchState says how far an event is on its way to one webhook.
type DispatchState string

// The states of a dispatch.
const (
	DispatchWaiting DispatchState = "waiting"
	DispatchSent    DispatchState = "sent"
	DispatchDead    DispatchState = "dead" // given up; it can be sent again by hand
)

// Dispatch is an event on its way to one webhook.
type Dispatch struct {
	Event     string // ID
	Webhook   string // ID
	State     DispatchState
	NotBefore time.Time // of one that waits
	GiveUpAt  time.Time // of one that waits
	Attempts  int
	TriedAt   time.Time // the last time; zero: never
	Status    int       // of HTTP that the last attempt was answered; 0 for none
	Reason    string    // why the last attempt failed; "" where it did not
}

// WebhookReader reads webhooks and events.
type WebhookReader interface {
	// Webhook returns the webhook with that ID.
	Webhook(ctx context.Context, id string) (Webhook, error)
	// WebhooksOf returns an organisation's webhooks, oldest first.
	WebhooksOf(ctx context.Context, organisation string) ([]Webhook, error)
	// Event returns the event with that ID.
	Event(ctx context.Context, id string) (Event, error)
	// EventsOf returns an organisation's events before an instant and, of that
	// instant, before an ID, newest first, at most limit.
	EventsOf(ctx context.Context, organisation string, before time.Time, id string, limit int) ([]Event, error)
	// DispatchesOf returns the dispatches of events, at most ListLimit of these.
	DispatchesOf(ctx context.Context, events []string) ([]Dispatch, error)
	// WebhooksDue reports whether there is anything to claim, or to give up, at now.
	WebhooksDue(ctx context.Context, now time.Time) (bool, error)
	// DueDispatches returns a webhook's dispatches that are due at now, those of
	// the oldest events first.
	DueDispatches(ctx context.Context, webhook string, now time.Time, limit int) ([]Dispatch, error)
}

// WebhookWriter writes webhooks and events. A claimed webhook is its claimer's
// until the lease ends; SetDispatch and ReleaseWebhook, which name the claimer,
// are a Conflict (moved_on) for whoever lost it.
type WebhookWriter interface {
	// AddWebhook adds a webhook.
	AddWebhook(ctx context.Context, w Webhook) error
	// UpdateWebhook stores the secrets and whether it is paused, and why.
	UpdateWebhook(ctx context.Context, w Webhook) error
	// RemoveWebhook removes a webhook with its dispatches; one that is gone is NotFound.
	RemoveWebhook(ctx context.Context, id string) error
	// AddEvent adds an event.
	AddEvent(ctx context.Context, e Event) error
	// AddDispatch adds a dispatch.
	AddDispatch(ctx context.Context, d Dispatch) error
	// RetryDispatch makes a dispatch wait again whatever became of it: due at
	// now, given up at another instant. One that is not there is NotFound.
	RetryDispatch(ctx context.Context, event, webhook string, now, giveUp time.Time) error
	// EndDispatches gives up what waits and was to be given up by now.
	EndDispatches(ctx context.Context, now time.Time) error
	// ClaimWebhooks takes up to limit webhooks, not paused nor held, to which a
	// dispatch is due. Until now+lease nobody else gets them.
	ClaimWebhooks(ctx context.Context, claimer string, now time.Time, lease time.Duration, limit int) ([]Webhook, error)
	// SetDispatch stores every field of a dispatch to a claimed webhook.
	SetDispatch(ctx context.Context, claimer string, d Dispatch) error
	// ReleaseWebhook stores the health of a claimed webhook, and whether it is
	// paused, and gives it free.
	ReleaseWebhook(ctx context.Context, claimer string, w Webhook) error
	// ForgetEvents removes the events before an instant with their dispatches.
	ForgetEvents(ctx context.Context, before time.Time) error
}
