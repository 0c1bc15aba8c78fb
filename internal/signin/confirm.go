package signin

import (
	"context"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Confirmation is an officer's word that the person came with the document.
type Confirmation struct {
	Username string          // the account; may be left out where the document has one only
	Document person.Document // the document seen; may be left out with a user name
	Move     bool            // take the claim from the account that holds it
}

// ConfirmInPerson proves an account without a code. actor is the officer's
// account ID, or "cli". It fails with NotFound account_unknown; with Invalid
// several_accounts where the document alone does not say which; with Invalid
// document_differs where the account registered with another; with Invalid
// account_not_holder for staff; with Conflict document_already_claimed where
// another account holds the claim and Move is not set. With Move that account
// loses it, its sessions end, it is told, and both accounts are audited.
func (s *Service) ConfirmInPerson(ctx context.Context, actor string, c Confirmation) (store.Account, error) {
	const op = "signin.ConfirmInPerson"
	var a store.Account
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if a, err = accountToConfirm(ctx, tx, c); err != nil {
			return err
		}
		if err := holdPerson(ctx, tx, a.Document); err != nil {
			return err
		}
		if a, err = tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		if a.Claimed() {
			return nil
		}
		holders, err := claimants(ctx, tx, a)
		if err != nil {
			return err
		}
		if len(holders) > 0 && !c.Move {
			return fault.New(op, fault.Conflict, "document_already_claimed")
		}
		for _, holder := range holders {
			if err := s.displace(ctx, tx, actor, holder, a); err != nil {
				return err
			}
			if err := s.desk.Tell(ctx, tx, holder, messages.ClaimMoved); err != nil {
				return err
			}
		}
		a.ClaimedAt = s.now()
		if err := tx.UpdateAccount(ctx, a); err != nil {
			return err
		}
		if err := tx.DeleteOneTimeCode(ctx, a.ID, forClaim); err != nil {
			return err
		}
		return s.recordClaim(ctx, tx, actor, "account.confirm", a, "in person")
	})
	if err != nil {
		return store.Account{}, fault.Wrap(op, err)
	}
	return a, nil
}

func accountToConfirm(ctx context.Context, r store.Reader, c Confirmation) (store.Account, error) {
	const op = "signin.accountToConfirm"
	if c.Username != "" {
		a, err := r.AccountByUsername(ctx, c.Username)
		switch {
		case fault.Is(err, fault.NotFound):
			return store.Account{}, fault.New(op, fault.NotFound, "account_unknown").At("username")
		case err == nil && a.Role != store.HolderRole:
			return store.Account{}, fault.New(op, fault.Invalid, "account_not_holder").At("username")
		case err == nil && c.Document != (person.Document{}) && c.Document.Normal() != a.Document.Normal():
			return store.Account{}, fault.New(op, fault.Invalid, "document_differs").At("id_number")
		}
		return a, err
	}
	all, err := r.AccountsByDocument(ctx, c.Document)
	switch {
	case err != nil:
		return store.Account{}, err
	case len(all) == 0:
		return store.Account{}, fault.New(op, fault.NotFound, "account_unknown").At("id_number")
	case len(all) > 1:
		return store.Account{}, fault.New(op, fault.Invalid, "several_accounts").At("username")
	}
	return all[0], nil
}

func (s *Service) displace(ctx context.Context, tx store.Tx, actor string, holder, by store.Account) error {
	holder, err := tx.LockAccount(ctx, holder.ID)
	if err != nil {
		return err
	}
	holder.ClaimedAt = time.Time{}
	if err := tx.UpdateAccount(ctx, holder); err != nil {
		return err
	}
	if err := tx.DeleteSessionsOf(ctx, holder.ID); err != nil {
		return err
	}
	return s.recordClaim(ctx, tx, actor, "account.claim_moved", holder, "to "+by.ID)
}

// recordClaim records that an account came to hold the claim to its document,
// or lost it, as the account now says.
func (s *Service) recordClaim(ctx context.Context, tx store.Tx, actor, action string, a store.Account, how string) error {
	facts := func(claimed bool) string { return audit.Facts{"claimed": strconv.FormatBool(claimed)}.JSON() }
	return tx.Record(ctx, audit.Entry{
		At: s.now(), Actor: actor, Action: action, Subject: a.ID,
		Before: facts(!a.Claimed()), After: facts(a.Claimed()), Detail: how,
	})
}
