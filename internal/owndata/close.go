package owndata

import (
	"context"
	"errors"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// Closing is the form by which an account is closed.
type Closing struct {
	Username string // typed, to show that it is meant
	Withdraw bool   // take every copy back that can still be used
}

// Close deletes the account whose session the token opens, with all that names
// it (store.AccountWriter.DeleteAccount), at once and for good, and tells its
// owner where they were reached last. It fails with Denied reauthenticate; with
// Denied staff_accounts_stay for staff, whom their administrator locks out; with
// Invalid closing_not_confirmed unless the user name was typed; with Conflict
// contact_change_open while the account may not be its owner's.
func (s *Service) Close(ctx context.Context, token string, c Closing) error {
	const op = "owndata.Close"
	var a store.Account
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		a, err = s.mayClose(ctx, r, op, token, c)
		return err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	if c.Withdraw {
		if err := s.withdrawAll(ctx, a); err != nil {
			return fault.Wrap(op, err)
		}
	}
	var evidence []string
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if a, err = s.mayClose(ctx, tx, op, token, c); err != nil {
			return err
		}
		if a, err = tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		if evidence, err = evidenceOf(ctx, tx, a.ID); err != nil {
			return err
		}
		if to := a.Contact(); to != "" {
			if err := s.Desk.TellAt(ctx, tx, a, to, messages.AccountClosed, ""); err != nil {
				return err
			}
		}
		err := tx.Record(ctx, audit.Entry{At: s.Now(), Actor: a.ID, ActorRole: string(a.Role), Action: "account.close", Subject: a.ID})
		if err != nil {
			return err
		}
		return tx.DeleteAccount(ctx, a.ID, s.Now())
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.forget(ctx, evidence))
}

func (s *Service) mayClose(ctx context.Context, r store.Reader, op, token string, c Closing) (store.Account, error) {
	a, err := s.SignIn.RequireRecent(ctx, r, token)
	switch {
	case err != nil:
		return store.Account{}, err
	case a.Role.Staff():
		return store.Account{}, fault.New(op, fault.Denied, "staff_accounts_stay")
	case !strings.EqualFold(strings.TrimSpace(c.Username), a.Username):
		return store.Account{}, fault.New(op, fault.Invalid, "closing_not_confirmed").At("confirm")
	}
	changes, err := r.ContactChanges(ctx, a.ID)
	for _, change := range changes {
		if s.Now().Before(change.Until) {
			return store.Account{}, fault.New(op, fault.Conflict, "contact_change_open")
		}
	}
	return a, err
}

// withdrawAll takes the account's copies back that count still. One that ends
// meanwhile is as well as withdrawn.
func (s *Service) withdrawAll(ctx context.Context, a store.Account) error {
	if a.Role != store.HolderRole {
		return nil
	}
	items, err := s.Holding.List(ctx, a)
	if err != nil {
		return err
	}
	for _, item := range items {
		for _, c := range item.Copies {
			if c.State != cert.Ready || c.ExpiredAt(s.Now()) {
				continue
			}
			if _, err := s.Holding.Withdraw(ctx, a, c.Code); err != nil && !fault.Is(err, fault.Denied) {
				return err
			}
		}
	}
	return nil
}

// evidenceOf are the blobs of the files that came with an account's requests,
// but for those that a proposal made its own.
func evidenceOf(ctx context.Context, r store.Reader, account string) (blobs []string, err error) {
	all, err := r.RequestsOfAccount(ctx, account)
	for _, q := range all {
		if q.Proposal != "" {
			continue
		}
		for _, e := range q.Content.Evidence {
			blobs = append(blobs, e.Blob)
		}
	}
	return blobs, err
}

// forget deletes files that nothing names any more, though whoever asked may
// have gone.
func (s *Service) forget(ctx context.Context, blobs []string) (err error) {
	ctx = context.WithoutCancel(ctx)
	for _, key := range blobs {
		err = errors.Join(err, s.Blobs.Delete(ctx, key))
	}
	return err
}
