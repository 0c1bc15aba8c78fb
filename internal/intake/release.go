package intake

import (
	"context"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// release stores the rows of the kept file, batch by batch. It is the import
// again, which changes nothing for what is stored already: so one that was
// stopped or cut off goes on by beginning again, without a double. Each batch
// is stored in the transaction that finds the delivery still ours and still to
// be released; the certificates are public when the whole is stored and its
// publication time has come, not before.
func (s *Service) release(ctx context.Context, h *hold) error {
	importer, err := s.Importer(ctx, h.d.Authority)
	if err != nil {
		return err
	}
	register := delivery.Register{
		Store: s.Store, Now: s.Now, Batch: h.d.ID, Defer: true,
		Beside: func(ctx context.Context, tx store.Tx) error {
			d, _ := h.latest()
			return h.keep(ctx, tx, d)
		},
	}
	sum, err := importer.Run(ctx, s.open(ctx, h.d), register, delivery.Options{
		Progress: func(p delivery.Progress) { h.progress(p.Read, p.Rows, p.Added, p.Unchanged, p.Refused) },
	})
	if err != nil {
		return err
	}
	err = h.finish(ctx, func(ctx context.Context, tx store.Tx, d *store.Delivery) error {
		if err := settle(ctx, tx, d, sum); err != nil {
			return err
		}
		now := s.Now()
		d.State, d.Done, d.VisibleFrom = store.DeliveryReleased, d.Size, now
		if d.PublishAt.After(now) {
			d.VisibleFrom = d.PublishAt
		}
		if d.Added > 0 {
			if err := s.Desk.Round(ctx, tx, store.IssuedRound, d.ID, d.VisibleFrom); err != nil {
				return err
			}
		}
		if err := tx.ScheduleEnclosures(ctx, d.ID, d.VisibleFrom); err != nil {
			return err
		}
		return step(ctx, tx, audit.System, "delivery.released", store.DeliveryReleasing, *d, now, audit.Facts{
			"added": fmt.Sprint(d.Added), "visible_from": stamp(d.VisibleFrom),
		})
	})
	if err == nil {
		_, err = s.ApplyDue(ctx)
	}
	return err
}

// encloseBatch is how many photos and e-files one transaction gives.
const encloseBatch = 500

// ApplyDue gives certificates stored before the photos and e-files of the
// deliveries that have become public, and returns how many were due.
func (s *Service) ApplyDue(ctx context.Context) (total int, err error) {
	register := delivery.Register{Store: s.Store, Now: s.Now}
	for n := encloseBatch; n == encloseBatch && err == nil; total += n {
		n, err = register.Publish(ctx, encloseBatch)
	}
	return total, fault.Wrap("intake.ApplyDue", err)
}

// settle counts what a delivery brought: what it stored in earlier runs was
// unchanged in the last one.
func settle(ctx context.Context, r store.Reader, d *store.Delivery, sum delivery.Summary) error {
	lines, err := r.CoverageOf(ctx, []string{d.ID})
	if err != nil {
		return err
	}
	d.Rows, d.Refused, d.Added = sum.Rows, sum.Refused, 0
	for _, l := range lines {
		d.Added += l.Certificates
	}
	d.Unchanged = d.Rows - d.Refused - d.Added
	return nil
}

// undoBatch is how many certificates one transaction deletes.
const undoBatch = 1000

// undo deletes what a delivery stored, none of which was ever public, and the
// files kept of it.
func (s *Service) undo(ctx context.Context, h *hold) error {
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := h.keep(ctx, tx, h.d); err != nil {
			return err
		}
		return tx.DeleteEnclosuresOf(ctx, h.d.ID)
	})
	if err != nil {
		return err
	}
	for {
		var n int
		err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			if err := h.keep(ctx, tx, h.d); err != nil {
				return err
			}
			n, err = tx.DeleteCertificatesOf(ctx, h.d.ID, undoBatch)
			return err
		})
		if err != nil {
			return err
		}
		if n < undoBatch {
			break
		}
	}
	if err := s.forget(ctx, h.d); err != nil {
		return err
	}
	return h.finish(ctx, func(ctx context.Context, tx store.Tx, d *store.Delivery) error {
		was := d.State
		d.State, d.Done = store.DeliveryUndone, d.Size
		d.Findings.Kept, d.Findings.Faults = "", 0
		return step(ctx, tx, audit.System, "delivery.undone", was, *d, s.Now(), nil)
	})
}

// forget removes the files of a delivery, but for an upload that another
// delivery is of, too.
func (s *Service) forget(ctx context.Context, d store.Delivery) error {
	var sharing []store.Delivery
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		sharing, err = r.Deliveries(ctx, store.DeliveryFilter{File: d.File, Limit: store.ListLimit})
		return err
	})
	if err != nil {
		return err
	}
	if d.Findings.Kept != "" {
		if err := pieces.Clear(ctx, s.Blobs, d.Findings.Kept); err != nil {
			return err
		}
	}
	for _, other := range sharing {
		if other.ID != d.ID && other.State != store.DeliveryUndone {
			return nil
		}
	}
	return errors.Join(pieces.Clear(ctx, s.Blobs, fileOf(d.File)), pieces.Clear(ctx, s.Blobs, folderOf(d.ID)))
}
