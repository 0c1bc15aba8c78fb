package batches

import (
	"context"
	"log/slog"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/leased"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// Work does what there is to do on batches until nothing is left that nobody
// else holds. An error means that some are left and will be tried again once
// their lease is over.
func (s *Service) Work(ctx context.Context) error {
	worker := leased.Worker{Claim: s.claim, Every: lease / 4, Log: s.Log}
	return fault.Wrap("batches.Work", worker.Drain(audit.WithActor(ctx, audit.Actor{ID: audit.System})))
}

// hold is a batch that this process works on, with its lease.
type hold struct {
	service *Service
	owner   string
	b       store.Batch // as claimed
}

func (s *Service) claim(ctx context.Context) (leased.Hold, error) {
	h := &hold{service: s, owner: token()}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		h.b, err = tx.ClaimBatch(ctx, h.owner, s.Now(), lease)
		return err
	})
	return h, err
}

// Attrs implements leased.Hold.
func (h *hold) Attrs() []any {
	return []any{slog.String("batch", h.b.ID), slog.String("state", string(h.b.State))}
}

// Work implements leased.Hold.
func (h *hold) Work(ctx context.Context) error {
	s := h.service
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

// Beat implements leased.Hold.
func (h *hold) Beat(ctx context.Context) error {
	return h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		b, err := tx.LockBatch(ctx, h.b.ID)
		if err != nil {
			return err
		}
		return h.keep(ctx, tx, b.State)
	})
}

// keep renews the lease in a transaction, or fails with leased.ErrLost.
func (h *hold) keep(ctx context.Context, tx store.Tx, in store.BatchState) error {
	err := tx.KeepBatch(ctx, h.owner, h.b.ID, in, h.service.Now(), lease)
	if fault.Is(err, fault.Conflict) {
		return leased.ErrLost
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

// Free implements leased.Hold.
func (h *hold) Free(ctx context.Context) error {
	return h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.FreeBatch(ctx, h.owner, h.b.ID) })
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
