package intake

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/leased"
	"yinxin.example/yinxin/internal/store"
)

// beat is how often, at most, the progress of work is written down.
const beat = 300 * time.Millisecond

// Work does what there is to do on deliveries until nothing is left that
// nobody else holds. An error means that some are left and will be tried again
// once their lease is over.
func (s *Service) Work(ctx context.Context) error {
	worker := leased.Worker{Claim: s.claim, Every: beat, Log: s.Log}
	return fault.Wrap("intake.Work", worker.Drain(ctx))
}

func (s *Service) claim(ctx context.Context) (leased.Hold, error) {
	h := &hold{service: s, owner: token()}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		h.d, err = tx.ClaimDelivery(ctx, h.owner, s.Now(), lease)
		return err
	})
	return h, err
}

// hold is a delivery that this process works on, with its lease.
type hold struct {
	service *Service
	owner   string
	d       store.Delivery // as claimed

	mu      sync.Mutex
	now     store.Delivery // with its progress
	changed bool

	quiet time.Duration // since the lease was renewed
}

// Attrs implements leased.Hold.
func (h *hold) Attrs() []any {
	return []any{slog.String("delivery", h.d.ID), slog.String("state", string(h.d.State))}
}

// Work implements leased.Hold.
func (h *hold) Work(ctx context.Context) error {
	s := h.service
	ctx = audit.WithActor(ctx, audit.Actor{ID: audit.System, Authority: h.d.Authority})
	switch h.d.State {
	case store.DeliveryChecking:
		return s.check(ctx, h)
	case store.DeliveryReleasing:
		return s.release(ctx, h)
	default: // an upload that was broken off, or one to be undone
		return s.undo(ctx, h)
	}
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

// Beat implements leased.Hold: it also writes progress down.
func (h *hold) Beat(ctx context.Context) error {
	d, changed := h.latest()
	if h.quiet += beat; !changed && h.quiet < lease/4 {
		return nil
	}
	h.quiet = 0
	return h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return h.keep(ctx, tx, d) })
}

// keep renews the lease in a transaction, or fails with leased.ErrLost.
func (h *hold) keep(ctx context.Context, tx store.Tx, d store.Delivery) error {
	d.State = h.d.State
	err := tx.KeepDelivery(ctx, h.owner, d, h.service.Now(), lease)
	if fault.Is(err, fault.Conflict) {
		return leased.ErrLost
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

// Free implements leased.Hold.
func (h *hold) Free(ctx context.Context) error {
	return h.service.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.FreeDelivery(ctx, h.owner, h.d.ID) })
}
