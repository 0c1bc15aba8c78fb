package watching

import (
	"context"
	"encoding/json"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Kind says what an event tells.
type Kind string

// The kinds.
const (
	Corrected     Kind = "certificate.corrected"
	Reissued      Kind = "certificate.reissued"
	Suspended     Kind = "certificate.suspended"
	Resumed       Kind = "certificate.resumed"
	Revoked       Kind = "certificate.revoked"
	Cancelled     Kind = "certificate.cancelled"
	Expired       Kind = "certificate.expired"
	CopyWithdrawn Kind = "copy.withdrawn" // ends the watch
	CopyExpired   Kind = "copy.expired"   // ends the watch
	WatchEnded    Kind = "watch.ended"    // its time is over
	Test          Kind = "webhook.test"   // sent by hand, of no watch
)

// Kinds lists the kinds.
func Kinds() []Kind {
	return []Kind{
		Corrected, Reissued, Suspended, Resumed, Revoked, Cancelled, Expired, CopyWithdrawn, CopyExpired, WatchEnded, Test,
	}
}

// kindOf is the kind of event that tells of a change.
func kindOf(k cert.ChangeKind) Kind {
	switch k {
	case cert.Correction:
		return Corrected
	case cert.Reissue:
		return Reissued
	case cert.Suspension:
		return Suspended
	case cert.Lifting:
		return Resumed
	case cert.Revocation:
		return Revoked
	case cert.Cancellation:
		return Cancelled
	default:
		return Expired
	}
}

// Notification is an event as its receiver reads it. It names nobody: whom it is
// about, the organisation knows by the watch.
type Notification struct {
	ID   string    `json:"id"`
	Type Kind      `json:"type"`
	At   time.Time `json:"timestamp"`
	Data Data      `json:"data"`
}

// Data is what an event tells.
type Data struct {
	Watch       string      `json:"watch,omitempty"`           // ID
	Label       string      `json:"label,omitempty"`           // as the organisation wrote it
	Copy        string      `json:"copy,omitempty"`            // the copy's code as printed
	Before      cert.State  `json:"state_before,omitempty"`    // of the certificate
	State       cert.State  `json:"state,omitempty"`           // of the certificate
	Successor   cert.State  `json:"successor_state,omitempty"` // of the version that took its place
	Fields      []string    `json:"fields,omitempty"`          // of a correction: what differs, never the values
	EffectiveOn *civil.Date `json:"effective_on,omitempty"`
	Ended       bool        `json:"watch_ended,omitempty"` // no further event comes of this watch
	Check       string      `json:"check,omitempty"`       // the page on which all of it is checked
}

// Changed tells who watches a certificate of a change, in its transaction. Their
// watches follow to the version that takes its place.
func (s *Service) Changed(ctx context.Context, tx store.Tx, change cert.Change) error {
	if s == nil {
		return nil
	}
	const op = "watching.Changed"
	watches, err := tx.WatchesOn(ctx, change.Certificate)
	if err != nil {
		return fault.Wrap(op, err)
	}
	told := Data{Before: change.From, State: change.To, Fields: change.Fields, EffectiveOn: &change.EffectiveOn}
	if _, successor, err := change.Kind.Results(change.From); err == nil {
		told.Successor = successor
	}
	for _, w := range watches {
		if change.Successor != "" {
			w.Certificate = change.Successor
			err := tx.UpdateWatch(ctx, w)
			if fault.Is(err, fault.NotFound) {
				continue // ended this moment
			}
			if err != nil {
				return fault.Wrap(op, err)
			}
		}
		if err := s.tell(ctx, tx, w, kindOf(change.Kind), told); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return nil
}

// Withdrawn tells who watches by a copy that its holder took it back, in that
// transaction, and ends these watches.
func (s *Service) Withdrawn(ctx context.Context, tx store.Tx, code cert.Code) error {
	if s == nil {
		return nil
	}
	watches, err := tx.WatchesBy(ctx, code)
	if err != nil {
		return fault.Wrap("watching.Withdrawn", err)
	}
	for _, w := range watches {
		if err := s.end(ctx, tx, w, CopyWithdrawn); err != nil {
			return fault.Wrap("watching.Withdrawn", err)
		}
	}
	return nil
}

// endAtOnce is how many watches one transaction ends.
const endAtOnce = 100

// ApplyDue ends the watches that have had their last day, and returns how many.
func (s *Service) ApplyDue(ctx context.Context) (int, error) {
	const op = "watching.ApplyDue"
	today := civil.Of(s.Now())
	for done := 0; ; {
		var over []store.Watch
		err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
			over, err = r.WatchesOver(ctx, today, endAtOnce)
			return err
		})
		if err != nil || len(over) == 0 {
			return done, fault.Wrap(op, err)
		}
		err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			for _, w := range over {
				if err := s.endOver(ctx, tx, w); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return done, fault.Wrap(op, err)
		}
		done += len(over)
	}
}

func (s *Service) endOver(ctx context.Context, tx store.Tx, w store.Watch) error {
	kind := WatchEnded
	if w.Copy != "" {
		copied, err := tx.Copy(ctx, w.Copy)
		if err != nil {
			return err
		}
		if copied.ExpiredAt(s.Now()) {
			kind = CopyExpired
		}
	}
	return s.end(ctx, tx, w, kind)
}

// end ends a watch and tells of it, unless somebody else just did.
func (s *Service) end(ctx context.Context, tx store.Tx, w store.Watch, why Kind) error {
	err := tx.RemoveWatch(ctx, w.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := tx.Certificate(ctx, w.Certificate)
	if err != nil {
		return err
	}
	if err := s.tell(ctx, tx, w, why, Data{State: c.State, Ended: true}); err != nil {
		return err
	}
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: audit.System, Action: "watch.end", Subject: w.ID, Reason: string(why), Detail: "organisation " + w.Organisation,
	})
}

// tell writes an event of a watch, and sends it on its way to every webhook. An
// organisation that is locked out is told nothing.
func (s *Service) tell(ctx context.Context, tx store.Tx, w store.Watch, kind Kind, told Data) error {
	o, err := tx.Organisation(ctx, w.Organisation)
	if fault.Is(err, fault.NotFound) || err == nil && o.Disabled() {
		return nil
	}
	if err != nil {
		return err
	}
	hooks, err := tx.WebhooksOf(ctx, w.Organisation)
	if err != nil {
		return err
	}
	told.Watch, told.Label, told.Check = w.ID, w.Label, s.LookUp
	if w.Copy != "" {
		told.Copy, told.Check = w.Copy.String(), s.Address(w.Copy)
	}
	_, err = s.write(ctx, tx, w.Organisation, kind, told, hooks)
	return err
}

func (s *Service) write(ctx context.Context, tx store.Tx, organisation string, kind Kind, told Data, to []store.Webhook) (store.Event, error) {
	now := s.Now()
	e := store.Event{ID: newID(), Organisation: organisation, Watch: told.Watch, Type: string(kind), At: now}
	var err error
	if e.Body, err = json.Marshal(Notification{ID: e.ID, Type: kind, At: now.UTC(), Data: told}); err != nil {
		return e, err
	}
	if err := tx.AddEvent(ctx, e); err != nil {
		return e, err
	}
	for _, hook := range to {
		err := tx.AddDispatch(ctx, store.Dispatch{
			Event: e.ID, Webhook: hook.ID, State: store.DispatchWaiting, NotBefore: now, GiveUpAt: now.Add(giveUpAfter),
		})
		if err != nil {
			return e, err
		}
	}
	if len(to) == 0 {
		return e, nil
	}
	return e, tx.Enqueue(ctx, store.WebhookJob)
}
