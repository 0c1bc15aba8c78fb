package batches

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// errLost says that the batch is no longer ours to work on: someone cancelled
// it, or its lease ran out and another process has it.
var errLost = errors.New("batches: the batch has moved on")

// Work does what there is to do on batches until nothing is left that nobody
// else holds. An error means that some are left and will be tried again once
// their lease is over.
func (s *Service) Work(ctx context.Context) error {
	const op = "batches.Work"
	var trouble error // the first; one batch's holds up no others
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

// hold is a batch that this process works on, with its lease.
type hold struct {
	service *Service
	owner   string
	b       store.Batch // as claimed
}

func (s *Service) claim(ctx context.Context) (*hold, error) {
	h := &hold{service: s, owner: token()}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		h.b, err = tx.ClaimBatch(ctx, h.owner, s.Now(), lease)
		return err
	})
	return h, err
}

func (s *Service) workOn(ctx context.Context, h *hold) error {
	ctx = audit.WithActor(ctx, audit.Actor{ID: audit.System})
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
		h.free(ctx)
		return nil
	case ctx.Err() != nil: // told to end: another process may go on at once
		h.free(ctx)
		return err
	}
	s.Log.ErrorContext(ctx, "batch waits", slog.String("batch", h.b.ID), slog.String("state", string(h.b.State)), slog.Any("error", err))
	return err
}

func (s *Service) run(ctx context.Context, h *hold) error {
	switch h.b.State {
	case store.BatchChecking:
		if err := s.check(ctx, h); err != nil {
			return err
		}
		return s.report(ctx, h)
	case store.BatchReporting:
		return s.report(ctx, h)
	default: // an upload that was broken off, or one to be deleted
		return s.remove(ctx, h)
	}
}

// beat renews the lease until ctx ends. It stops the work with errLost once the
// batch is no longer ours.
func (h *hold) beat(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(lease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			b, err := tx.LockBatch(ctx, h.b.ID)
			if err != nil {
				return err
			}
			return h.keep(ctx, tx, b.State)
		})
		if errors.Is(err, errLost) {
			stop(errLost)
			return
		}
		if err != nil && ctx.Err() == nil {
			h.service.Log.WarnContext(ctx, "lease not renewed", slog.String("batch", h.b.ID), slog.Any("error", err))
		}
	}
}

// keep renews the lease in a transaction, or fails with errLost.
func (h *hold) keep(ctx context.Context, tx store.Tx, in store.BatchState) error {
	err := tx.KeepBatch(ctx, h.owner, h.b.ID, in, h.service.Now(), lease)
	if fault.Is(err, fault.Conflict) {
		return errLost
	}
	return err
}

// change changes the batch as it stands, in a state, in one transaction.
func (h *hold) change(ctx context.Context, in store.BatchState, edit func(ctx context.Context, tx store.Tx, b *store.Batch) error) error {
	return h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := h.keep(ctx, tx, in); err != nil {
			return err
		}
		b, err := tx.LockBatch(ctx, h.b.ID)
		if err != nil {
			return err
		}
		if err := edit(ctx, tx, &b); err != nil {
			return err
		}
		return tx.UpdateBatch(ctx, b)
	})
}

func (h *hold) free(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.FreeBatch(ctx, h.owner, h.b.ID) })
	if err != nil {
		h.service.Log.WarnContext(ctx, "lease runs on", slog.String("batch", h.b.ID), slog.Any("error", err))
	}
}

// remove deletes all that is kept of a batch, the row last: it is removed with
// what it names.
func (s *Service) remove(ctx context.Context, h *hold) error {
	s.fresh.drop(inputOf(h.b.ID))
	if err := pieces.Clear(ctx, s.Blobs, folderOf(h.b.ID)); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := h.keep(ctx, tx, h.b.State); err != nil {
			return err
		}
		return tx.DeleteBatch(ctx, h.b.ID)
	})
}
