package batches

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// Cancel stops a batch that is being checked. What was checked stays in it, and
// in the holders' histories; the files go. Look-ups are not given back. It is a
// Conflict, batch_state, once the batch is done.
func (s *Service) Cancel(ctx context.Context, by Asker, id string) error {
	err := s.end(ctx, "batches.Cancel", "batch.cancel", by, id, func(b *store.Batch) error {
		if b.State != store.BatchChecking && b.State != store.BatchReporting {
			return fault.New("batches.Cancel", fault.Conflict, "batch_state")
		}
		b.State, b.FinishedAt = store.BatchCancelled, s.Now()
		return nil
	})
	if err != nil {
		return err
	}
	return fault.Wrap("batches.Cancel", pieces.Clear(ctx, s.Blobs, inputOf(id)))
}

// Delete deletes a batch with all that was handed in and found. The lines in
// the holders' histories are theirs, and stay.
func (s *Service) Delete(ctx context.Context, by Asker, id string) error {
	return s.end(ctx, "batches.Delete", "batch.delete", by, id, func(b *store.Batch) error {
		b.State = store.BatchDeleting
		return nil
	})
}

func (s *Service) end(ctx context.Context, op, action string, by Asker, id string, edit func(*store.Batch) error) error {
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		b, err := tx.LockBatch(ctx, id)
		if err := owned(op, by.Organisation, b, err); err != nil {
			return err
		}
		if err := edit(&b); err != nil {
			return err
		}
		if err := tx.UpdateBatch(ctx, b); err != nil {
			return err
		}
		if err := record(ctx, tx, by.Account, action, b, s.Now(), audit.Facts{"state": string(b.State)}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.BatchJob)
	})
	return fault.Wrap(op, err)
}

// pruneAtOnce is how many batches one transaction gives up.
const pruneAtOnce = 100

// Prune gives up batches that are older than they are kept.
func (s *Service) Prune(ctx context.Context) error {
	before := s.Now().AddDate(0, 0, -s.KeepDays)
	for {
		given := 0
		err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			old, err := tx.BatchesBefore(ctx, before, pruneAtOnce)
			if err != nil || len(old) == 0 {
				return err
			}
			for _, b := range old {
				b.State = store.BatchDeleting
				if err := tx.UpdateBatch(ctx, b); err != nil {
					return err
				}
			}
			given = len(old)
			return tx.Enqueue(ctx, store.BatchJob)
		})
		if err != nil || given < pruneAtOnce {
			return fault.Wrap("batches.Prune", err)
		}
	}
}
