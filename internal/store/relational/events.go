package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type eventStatements struct {
	byID, of, add, forget, forgetDispatches    string
	dispatches, due, dispatch, retry, end, set string
}

func newEventStatements(m *Mapping) eventStatements {
	selected := "SELECT " + columns(eventFields(), "") + " FROM events "
	chosen := "SELECT " + columns(dispatchFields(), "d.") + " FROM dispatches d JOIN events e ON e.id = d.event_id "
	const one = " WHERE event_id = $1 AND webhook_id = $2"
	return eventStatements{
		byID: m.sql(selected + "WHERE id = $1"),
		of: m.sql(selected + "WHERE organisation = $1 AND (at < $2 OR at = $2 AND id < $3)" +
			" ORDER BY at DESC, id DESC LIMIT $4"),
		add:              m.sql(insertion("events", append(eventFields(), "key_number"))),
		forget:           m.sql("DELETE FROM events WHERE at < $1"),
		forgetDispatches: m.sql("DELETE FROM dispatches WHERE event_id IN (SELECT id FROM events WHERE at < $1)"),

		dispatches: m.sql(chosen + "JOIN webhooks w ON w.id = d.webhook_id WHERE d.event_id " + m.dialect.In("$1") +
			" ORDER BY w.created_at, w.id, d.event_id"),
		due:      m.sql(chosen + "WHERE d.webhook_id = $1 AND d.state = 'waiting' AND d.not_before <= $2 ORDER BY e.at, e.id LIMIT $3"),
		dispatch: m.sql(insertion("dispatches", dispatchFields())),
		retry:    m.sql("UPDATE dispatches SET state = 'waiting', not_before = $3, give_up_at = $4" + one),
		end:      m.sql("UPDATE dispatches SET state = 'dead' WHERE state = 'waiting' AND give_up_at <= $1"),
		set: m.sql("UPDATE dispatches SET state = $4, not_before = $5, give_up_at = $6, attempts = $7, tried_at = $8, status = $9, reason = $10" +
			one + " AND EXISTS (SELECT 1 FROM webhooks w WHERE w.id = $2 AND w.claimer = $3)"),
	}
}

func eventFields() []string {
	return []string{"id", "organisation", "watch", "type", "at", "body_sealed"}
}

func dispatchFields() []string {
	return []string{"event_id", "webhook_id", "state", "not_before", "give_up_at", "attempts", "tried_at", "status", "reason"}
}

func (m *Mapping) scanEvent(rows Rows) (e store.Event, err error) {
	var body string
	err = rows.Scan(&e.ID, &e.Organisation, &e.Watch, &e.Type, toInstant{&e.At}, m.vault.opened(purposeEvent, &body))
	e.Body = []byte(body)
	return e, err
}

func scanDispatch(rows Rows) (d store.Dispatch, err error) {
	err = rows.Scan(&d.Event, &d.Webhook, &d.State, toInstant{&d.NotBefore}, toInstant{&d.GiveUpAt}, &d.Attempts,
		toInstant{&d.TriedAt}, &d.Status, &d.Reason)
	return d, err
}

// Event returns the event.
func (r reader) Event(ctx context.Context, id string) (store.Event, error) {
	return one(ctx, r, "store.Event", r.m.scanEvent, r.m.events.byID, id)
}

// EventsOf returns an organisation's events, newest first.
func (r reader) EventsOf(ctx context.Context, organisation string, before time.Time, id string, limit int) ([]store.Event, error) {
	return list(ctx, r, "store.EventsOf", r.m.scanEvent, r.m.events.of, organisation, instant(before), id, int64(limit))
}

// DispatchesOf returns the dispatches of events.
func (r reader) DispatchesOf(ctx context.Context, events []string) ([]store.Dispatch, error) {
	const op = "store.DispatchesOf"
	if len(events) == 0 {
		return nil, nil
	}
	if len(events) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanDispatch, r.m.events.dispatches, r.m.dialect.List(events))
}

// DueDispatches returns what is due to a webhook.
func (r reader) DueDispatches(ctx context.Context, webhook string, now time.Time, limit int) ([]store.Dispatch, error) {
	return list(ctx, r, "store.DueDispatches", scanDispatch, r.m.events.due, webhook, instant(now), int64(limit))
}

// AddEvent adds an event.
func (t tx) AddEvent(ctx context.Context, e store.Event) error {
	key := t.m.vault.current()
	return t.add(ctx, "store.AddEvent", t.m.events.add, e.ID, e.Organisation, e.Watch, e.Type, instant(e.At),
		t.m.vault.seal(purposeEvent, string(e.Body)), key)
}

// AddDispatch adds a dispatch.
func (t tx) AddDispatch(ctx context.Context, d store.Dispatch) error {
	return t.add(ctx, "store.AddDispatch", t.m.events.dispatch, d.Event, d.Webhook, string(d.State), instant(d.NotBefore),
		instant(d.GiveUpAt), int64(d.Attempts), instant(d.TriedAt), int64(d.Status), d.Reason)
}

// RetryDispatch makes a dispatch wait again.
func (t tx) RetryDispatch(ctx context.Context, event, webhook string, now, giveUp time.Time) error {
	return t.touch(ctx, "store.RetryDispatch", t.m.events.retry, event, webhook, instant(now), instant(giveUp))
}

// EndDispatches gives up what has waited too long.
func (t tx) EndDispatches(ctx context.Context, now time.Time) error {
	_, err := t.exec(ctx, "store.EndDispatches", t.m.events.end, instant(now))
	return err
}

// SetDispatch stores what became of an attempt.
func (t tx) SetDispatch(ctx context.Context, claimer string, d store.Dispatch) error {
	return t.move(ctx, "store.SetDispatch", t.m.events.set, d.Event, d.Webhook, claimer, string(d.State), instant(d.NotBefore),
		instant(d.GiveUpAt), int64(d.Attempts), instant(d.TriedAt), int64(d.Status), d.Reason)
}

// ForgetEvents removes old events with their dispatches.
func (t tx) ForgetEvents(ctx context.Context, before time.Time) error {
	const op = "store.ForgetEvents"
	if _, err := t.exec(ctx, op, t.m.events.forgetDispatches, instant(before)); err != nil {
		return err
	}
	_, err := t.exec(ctx, op, t.m.events.forget, instant(before))
	return err
}
