package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
)

// Event is something that an organisation was told.
type Event struct {
	ID       string          `json:"id" doc:"The webhook-id of every attempt"`
	Type     string          `json:"type" doc:"e.g. certificate.revoked, copy.withdrawn"`
	At       time.Time       `json:"timestamp"`
	Data     json.RawMessage `json:"data" doc:"As it is sent"`
	Attempts []EventAttempts `json:"attempts" nullable:"false" doc:"By webhook"`
}

// EventAttempts are how far an event is on its way to one webhook.
type EventAttempts struct {
	Webhook  string     `json:"webhook" doc:"ID"`
	State    string     `json:"state" enum:"waiting,sent,dead"`
	Attempts int        `json:"attempts"`
	TriedAt  *time.Time `json:"tried_at,omitempty"`
	NextAt   *time.Time `json:"next_at,omitempty" doc:"Of one that waits"`
	Status   int        `json:"status,omitempty" doc:"Of HTTP, that the last attempt was answered"`
	Reason   string     `json:"reason,omitempty" doc:"Why the last attempt failed"`
}

// Events is a page of them.
type Events struct {
	Events []Event `json:"events" nullable:"false"`
	Page
}

// Resending names the webhook that an event is sent to again.
type Resending struct {
	Webhook string `json:"webhook" maxLength:"64" doc:"ID"`
}

type (
	eventOutput  struct{ Body Event }
	eventsOutput struct{ Body Events }
	resendInput  struct {
		ID   string `path:"id" maxLength:"64"`
		Body Resending
	}
)

// eventPlace is where a page of events ends.
type eventPlace struct {
	At time.Time
	ID string
}

const eventsAPage = 50

func (r *routes) events() {
	add(r, operation{
		method: http.MethodGet, path: "/events", id: "listEvents", tag: "webhooks", summary: "List the events of 90 days, newest first",
		about: "They are here whether or not a webhook took them.", rule: reads(apikeys.Watch),
	}, r.listEvents)
	add(r, operation{
		method: http.MethodPost, path: "/events/{id}/resend", id: "resendEvent", tag: "webhooks", summary: "Send an event to a webhook again, under its ID",
		rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *resendInput) (*webhookOutput, error) {
		if err := r.Watching.Resend(ctx, watcher(c), in.ID, in.Body.Webhook); err != nil {
			return nil, err
		}
		w, err := r.Watching.Webhook(ctx, watcher(c), in.Body.Webhook)
		return &webhookOutput{webhookOf(w)}, err
	})
}

func (a *API) listEvents(ctx context.Context, c apikeys.Caller, in *watchesInput) (*eventsOutput, error) {
	const list = "events"
	place := eventPlace{At: a.Now().Add(time.Hour)}
	if err := a.cursor(list, c.Key.Organisation, in.Cursor, &place); err != nil {
		return nil, err
	}
	all, err := a.Watching.Events(ctx, watcher(c), place.At, place.ID, eventsAPage+1)
	if err != nil {
		return nil, err
	}
	more := len(all) > eventsAPage
	if more {
		all = all[:eventsAPage]
		place = eventPlace{all[eventsAPage-1].At, all[eventsAPage-1].ID}
	}
	out := Events{Events: []Event{}}
	for _, told := range all {
		e, err := eventOf(told)
		if err != nil {
			return nil, err
		}
		out.Events = append(out.Events, e)
	}
	out.Page, err = a.next(list, c.Key.Organisation, more, place)
	return &eventsOutput{out}, err
}

func eventOf(told watching.Told) (Event, error) {
	var sent struct {
		Data json.RawMessage `json:"data"`
	}
	err := json.Unmarshal(told.Body, &sent)
	e := Event{ID: told.ID, Type: told.Type, At: told.At, Data: sent.Data, Attempts: []EventAttempts{}}
	for _, d := range told.To {
		one := EventAttempts{Webhook: d.Webhook, State: string(d.State), Attempts: d.Attempts, TriedAt: instant(d.TriedAt), Status: d.Status, Reason: d.Reason}
		if d.State == store.DispatchWaiting {
			one.NextAt = instant(d.NotBefore)
		}
		e.Attempts = append(e.Attempts, one)
	}
	return e, err
}
