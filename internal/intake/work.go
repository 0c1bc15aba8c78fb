package intake

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// beat is how often, at most, the progress of work is written down.
const beat = 300 * time.Millisecond

// errLost says that the delivery is no longer ours to work on: someone stopped
// it, or its lease ran out and another process has it.
var errLost = errors.New("intake: the delivery has moved on")

// Work does what there is to do on deliveries until nothing is left that
// nobody else holds. An error means that some are left and will be tried again
// once their lease is over.
func (s *Service) Work(ctx context.Context) error {
	const op = "intake.Work"
	var trouble error // the first; one delivery's holds up no others
	for {
		h, err := s.claim(ctx)
		if fault.Is(err, fault.NotFound) {
			return fault.Wrap(op, trouble)
		}
		if err != nil {
			return fault.Wrap(op, err)
		}
		if err := s.workOn(ctx, h); err != nil && trouble == nil {
			trouble = err
		}
	}
}

func (s *Service) claim(ctx context.Context) (*hold, error) {
	h := &hold{service: s, owner: token()}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		h.d, err = tx.ClaimDelivery(ctx, h.owner, s.Now(), lease)
		return err
	})
	return h, err
}

func (s *Service) workOn(ctx context.Context, h *hold) error {
	ctx = audit.WithActor(ctx, audit.Actor{ID: audit.System, Authority: h.d.Authority})
	working, stop := context.WithCancelCause(ctx)
	var beating sync.WaitGroup
	beating.Go(func() { h.beat(working, stop) })
	err := s.run(working, h)
	cause := context.Cause(working)
	stop(nil)
	beating.Wait()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errLost), errors.Is(cause, errLost):
		h.free(ctx) // where it was stopped: it can be resumed at once
		return nil
	case ctx.Err() != nil: // told to end: another process may go on at once
		h.free(ctx)
		return err
	}
	s.Log.ErrorContext(ctx, "delivery waits", slog.String("delivery", h.d.ID), slog.String("state", string(h.d.State)), slog.Any("error", err))
	return err
}

func (s *Service) run(ctx context.Context, h *hold) error {
	switch h.d.State {
	case store.DeliveryChecking:
		return s.check(ctx, h)
	case store.DeliveryReleasing:
		return s.release(ctx, h)
	default: // an upload that was broken off, or one to be undone
		return s.undo(ctx, h)
	}
}

// hold is a delivery that this process works on, with its lease.
type hold struct {
	service *Service
	owner   string
	d       store.Delivery // as claimed

	mu      sync.Mutex
	now     store.Delivery // with its progress
	changed bool
}

// progress notes how far the work is.
func (h *hold) progress(done int64, rows, added, unchanged, refused int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.d
	h.now.Done, h.now.Rows, h.now.Added, h.now.Unchanged, h.now.Refused = done, rows, added, unchanged, refused
	h.changed = true
}

// latest is the delivery with its progress, and whether that is news.
func (h *hold) latest() (store.Delivery, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	changed := h.changed
	h.changed = false
	if h.now.ID == "" {
		return h.d, changed
	}
	return h.now, changed
}

// beat renews the lease and writes progress down until ctx ends. It stops the
// work with errLost once the delivery is no longer ours.
func (h *hold) beat(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for quiet := time.Duration(0); ; quiet += beat {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		d, changed := h.latest()
		if !changed && quiet < lease/4 {
			continue
		}
		quiet = 0
		err := h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return h.keep(ctx, tx, d) })
		if errors.Is(err, errLost) {
			stop(errLost)
			return
		}
		if err != nil && ctx.Err() == nil {
			h.service.Log.WarnContext(ctx, "progress not written", slog.String("delivery", d.ID), slog.Any("error", err))
		}
	}
}

// keep renews the lease in a transaction, or fails with errLost.
func (h *hold) keep(ctx context.Context, tx store.Tx, d store.Delivery) error {
	d.State = h.d.State
	err := tx.KeepDelivery(ctx, h.owner, d, h.service.Now(), lease)
	if fault.Is(err, fault.Conflict) {
		return errLost
	}
	return err
}

// finish stores what the work came to, in one transaction with the end of the
// lease. settle changes the delivery as it stands.
func (h *hold) finish(ctx context.Context, settle func(ctx context.Context, tx store.Tx, d *store.Delivery) error) error {
	return h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		progress, _ := h.latest()
		if err := h.keep(ctx, tx, progress); err != nil {
			return err
		}
		d, err := tx.LockDelivery(ctx, h.d.ID)
		if err != nil {
			return err
		}
		if err := settle(ctx, tx, &d); err != nil {
			return err
		}
		if err := tx.UpdateDelivery(ctx, d); err != nil {
			return err
		}
		return tx.FreeDelivery(ctx, h.owner, d.ID)
	})
}

func (h *hold) free(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.FreeDelivery(ctx, h.owner, h.d.ID) })
	if err != nil {
		h.service.Log.WarnContext(ctx, "lease runs on", slog.String("delivery", h.d.ID), slog.Any("error", err))
	}
}
