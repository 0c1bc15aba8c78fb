// Package auditing is what is done with the audit trail: its records are
// linked, searched and handed out, and the whole of it is checked.
package auditing

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Service works on one installation's trail. It is safe for concurrent use.
type Service struct {
	Store store.Store
	Now   func() time.Time
}

// batch is how many records are linked, checked or handed out together.
const batch = 500

// Link links what waits to the chain, in transactions of a bounded size, until
// nothing is left or another process is at it.
func (s *Service) Link(ctx context.Context) error {
	const op = "auditing.Link"
	for {
		// Asked first by reading: most of the time nothing waits, and SQLite's
		// only writer has better to do.
		waits, linked := false, 0
		err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
			waits, err = r.TrailWaits(ctx)
			return err
		})
		if err != nil || !waits {
			return fault.Wrap(op, err)
		}
		err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			linked, err = tx.ChainTrail(ctx, batch)
			return err
		})
		if err != nil || linked == 0 {
			return fault.Wrap(op, err)
		}
	}
}
