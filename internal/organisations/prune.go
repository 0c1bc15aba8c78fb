package organisations

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// ConfirmDays is for how many days a registration waits for its code.
	ConfirmDays = 7
	// prunedAtOnce is how many registrations one transaction takes away.
	prunedAtOnce = 100
)

// Prune removes registrations that were not confirmed in time, with their
// accounts: their user names are free again, and what was typed is forgotten.
func (s *Service) Prune(ctx context.Context) error {
	const op = "organisations.Prune"
	before := s.Now().AddDate(0, 0, -ConfirmDays)
	for {
		var found int
		err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			late, err := tx.UnconfirmedBefore(ctx, before, prunedAtOnce)
			found = len(late)
			for _, o := range late {
				if err := s.lapse(ctx, tx, o); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil || found < prunedAtOnce {
			return fault.Wrap(op, err)
		}
	}
}

// lapse removes a registration. Its accounts are locked before its state is
// read once more, as whoever confirms it locks theirs.
func (s *Service) lapse(ctx context.Context, tx store.Tx, o store.Organisation) error {
	people, err := tx.AccountsOfOrganisation(ctx, o.ID)
	if err != nil {
		return err
	}
	for _, a := range people {
		if _, err := tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
	}
	if o, err = tx.Organisation(ctx, o.ID); err != nil || o.Confirmed() {
		return err
	}
	for _, a := range people {
		if err := tx.DeleteAccount(ctx, a.ID, s.Now()); err != nil {
			return err
		}
	}
	if err := s.record(ctx, tx, store.Account{ID: audit.System}, "organisation.lapse", o, ""); err != nil {
		return err
	}
	return tx.DeleteUnconfirmed(ctx, o.ID)
}
