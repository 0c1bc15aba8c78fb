package intake

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// maxAnswer is how many characters a reviewer may answer in.
const maxAnswer = 500

// Submit hands a checked delivery to a reviewer, to be public from publishAt
// on, or as soon as it is stored where that is zero. It fails with Invalid
// delivery_nothing_new or publish_at_past (field "publish_at"), and Conflict
// delivery_state where the delivery is not checked.
func (s *Service) Submit(ctx context.Context, by store.Account, id string, publishAt time.Time) error {
	const op = "intake.Submit"
	return s.change(ctx, op, by, id, "delivery.submit", "", []store.DeliveryState{store.DeliveryChecked}, func(d *store.Delivery, now time.Time) error {
		if d.Rows == d.Unchanged+d.Refused {
			return fault.New(op, fault.Invalid, "delivery_nothing_new")
		}
		if !publishAt.IsZero() && publishAt.Before(now) {
			return fault.New(op, fault.Invalid, "publish_at_past").At("publish_at")
		}
		d.State, d.SubmittedBy, d.SubmittedAt, d.PublishAt, d.Answer = store.DeliverySubmitted, by.ID, now, publishAt, ""
		return nil
	})
}

// SendBack returns a submitted delivery with an answer: Invalid answer_missing
// (field "answer") without one.
func (s *Service) SendBack(ctx context.Context, by store.Account, id, answer string) error {
	const op = "intake.SendBack"
	answer = strings.TrimSpace(answer)
	switch {
	case answer == "":
		return fault.New(op, fault.Invalid, "answer_missing").At("answer")
	case utf8.RuneCountInString(answer) > maxAnswer:
		return fault.New(op, fault.Invalid, "answer_too_long").At("answer").With("limit", maxAnswer)
	}
	return s.change(ctx, op, by, id, "delivery.send_back", answer, []store.DeliveryState{store.DeliverySubmitted}, func(d *store.Delivery, _ time.Time) error {
		d.State, d.Answer = store.DeliveryChecked, answer
		return nil
	})
}

// Release lets a submitted delivery be stored and published. Whoever uploaded
// or submitted it may not: Denied second_person_needed.
func (s *Service) Release(ctx context.Context, by store.Account, id string) error {
	const op = "intake.Release"
	return s.change(ctx, op, by, id, "delivery.release", "", []store.DeliveryState{store.DeliverySubmitted}, func(d *store.Delivery, now time.Time) error {
		if by.ID == d.Account || by.ID == d.SubmittedBy {
			return fault.New(op, fault.Denied, "second_person_needed")
		}
		d.State, d.ReleasedBy, d.ReleasedAt, d.Done = store.DeliveryReleasing, by.ID, now, 0
		return nil
	})
}

// Stop ends storing after the batch under way. What is stored stays, and none
// of it is public.
func (s *Service) Stop(ctx context.Context, by store.Account, id string) error {
	return s.change(ctx, "intake.Stop", by, id, "delivery.stop", "", []store.DeliveryState{store.DeliveryReleasing}, func(d *store.Delivery, _ time.Time) error {
		d.State = store.DeliveryStopped
		return nil
	})
}

// Resume goes on storing where it was stopped.
func (s *Service) Resume(ctx context.Context, by store.Account, id string) error {
	return s.change(ctx, "intake.Resume", by, id, "delivery.resume", "", []store.DeliveryState{store.DeliveryStopped}, func(d *store.Delivery, _ time.Time) error {
		d.State, d.Done = store.DeliveryReleasing, 0
		return nil
	})
}

// Undo takes a delivery back as a whole before its publication time: nobody
// has seen any of it, and it is deleted. Once public it is a Conflict,
// delivery_public.
func (s *Service) Undo(ctx context.Context, by store.Account, id string) error {
	const op = "intake.Undo"
	states := []store.DeliveryState{store.DeliveryReleasing, store.DeliveryStopped, store.DeliveryReleased}
	return s.change(ctx, op, by, id, "delivery.undo", "", states, func(d *store.Delivery, now time.Time) error {
		if d.PublicAt(now) {
			return fault.New(op, fault.Conflict, "delivery_public")
		}
		d.State, d.VisibleFrom = store.DeliveryUndoing, time.Time{}
		return nil
	})
}

// Discard throws a delivery away before anyone released it.
func (s *Service) Discard(ctx context.Context, by store.Account, id string) error {
	states := []store.DeliveryState{store.DeliveryChecked, store.DeliveryUnreadable, store.DeliverySubmitted}
	return s.change(ctx, "intake.Discard", by, id, "delivery.discard", "", states, func(d *store.Delivery, _ time.Time) error {
		d.State = store.DeliveryUndoing
		return nil
	})
}

// change moves a delivery of the actor's authority on from one of the states,
// with its line in the trail, and wakes the background.
func (s *Service) change(ctx context.Context, op string, by store.Account, id, action, reason string, from []store.DeliveryState, edit func(d *store.Delivery, now time.Time) error) error {
	now := s.Now()
	return fault.Wrap(op, s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := tx.LockDelivery(ctx, id)
		if err := owned(op, by.Authority, d, err); err != nil {
			return err
		}
		if !slices.Contains(from, d.State) {
			return fault.New(op, fault.Conflict, "delivery_state")
		}
		was := d.State
		if err := edit(&d, now); err != nil {
			return err
		}
		if err := tx.UpdateDelivery(ctx, d); err != nil {
			return err
		}
		facts := audit.Facts{}
		if !d.PublishAt.IsZero() {
			facts["publish_at"] = stamp(d.PublishAt)
		}
		if reason != "" {
			facts["answer"] = reason
		}
		if err := step(ctx, tx, by.ID, action, was, d, now, facts); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.DeliveryJob)
	}))
}

// Retry checks the kept file again: after a font was added, or the catalogue
// was mended. What was released already stays as it is; the rows that waited
// then become a delivery of their own in the same batch, which takes the same
// way. The delivery that is checked now is returned.
func (s *Service) Retry(ctx context.Context, by store.Account, id string) (store.Delivery, error) {
	const op = "intake.Retry"
	d, err := s.Find(ctx, by.Authority, id)
	if err != nil {
		return d, fault.Wrap(op, err)
	}
	if d.State != store.DeliveryReleased {
		states := []store.DeliveryState{store.DeliveryChecked, store.DeliveryUnreadable}
		err := s.change(ctx, op, by, id, "delivery.check_again", "", states, func(d *store.Delivery, _ time.Time) error {
			d.State, d.Done = store.DeliveryChecking, 0
			return nil
		})
		return d, err
	}
	now := s.Now()
	again := store.Delivery{
		ID: token(), Batch: d.Batch, Authority: d.Authority, Account: by.ID, FileName: d.FileName, At: now,
		File: d.File, Size: d.Size, State: store.DeliveryChecking, Findings: store.Findings{Digest: d.Findings.Digest},
	}
	if d.File == "" || d.Refused == 0 {
		return again, fault.New(op, fault.Conflict, "delivery_state")
	}
	err = s.numbered(ctx, &again, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddDelivery(ctx, again); err != nil {
			return err
		}
		if err := step(ctx, tx, by.ID, "delivery.retry", "", again, now, audit.Facts{"of": d.ID}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.DeliveryJob)
	})
	return again, fault.Wrap(op, err)
}

// stamp writes an instant for the trail.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
