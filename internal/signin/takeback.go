package signin

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// takeBackPath is the page that takes a change back, with its token at the end.
const takeBackPath = "/undo/"

// ContactChange returns the change that a token takes back. It fails with
// NotFound take_back_unknown for any other token and one that is too old, and
// with Throttled too_many_attempts.
func (s *Service) ContactChange(ctx context.Context, token, client string) (c store.ContactChange, err error) {
	const op = "signin.ContactChange"
	if err := s.pass(ctx, op, key("take-back", client), s.limits.RecoverClient); err != nil {
		return store.ContactChange{}, err
	}
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		c, err = s.changeBy(ctx, r, op, token)
		return err
	})
	return c, fault.Wrap(op, err)
}

func (s *Service) changeBy(ctx context.Context, r store.Reader, op, token string) (store.ContactChange, error) {
	c, err := r.ContactChangeByToken(ctx, tokenHash(token))
	if fault.Is(err, fault.NotFound) || err == nil && !s.now().Before(c.Until) {
		return store.ContactChange{}, fault.New(op, fault.NotFound, "take_back_unknown")
	}
	return c, err
}

// TakeBack has the account reached where it was before its contacts changed,
// all of those that can still be taken back, and locks whoever changed them
// out: sessions, the password, recovery codes, passkeys and a chosen second
// factor end, and a new password is set by a code to the old contact
// (StartRecovery). It fails as ContactChange does.
func (s *Service) TakeBack(ctx context.Context, token, client string) error {
	const op = "signin.TakeBack"
	if err := s.pass(ctx, op, key("take-back", client), s.limits.RecoverClient); err != nil {
		return err
	}
	return fault.Wrap(op, s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := s.changeBy(ctx, tx, op, token)
		if err != nil {
			return err
		}
		a, err := tx.LockAccount(ctx, c.AccountID)
		if err != nil {
			return err
		}
		open, err := s.openChanges(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, change := range open {
			if now := valueOf(a, change.Contact); now != "" {
				if err := s.desk.TellAt(ctx, tx, a, now, messages.ContactRestored, ""); err != nil {
					return err
				}
			}
			setContact(&a, change.Contact, change.Before)
		}
		if err := tx.DeleteContactChanges(ctx, a.ID); err != nil {
			return err
		}
		if err := s.lockOut(ctx, tx, a); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: s.now(), Actor: audit.Visitor, Authority: a.Authority, Action: "account.take_back", Subject: a.ID,
		})
	}))
}

// lockOut ends everything by which an account can be opened but a code to where
// it is reached. Staff keep their second factor: their administrator resets it.
func (s *Service) lockOut(ctx context.Context, tx store.Tx, a store.Account) error {
	a.PasswordHash, a.Temporary = s.decoy, false
	if !a.Role.Staff() {
		a.TOTPSecret, a.TOTPStep = "", 0
	}
	if err := tx.UpdateAccount(ctx, a); err != nil {
		return err
	}
	if err := tx.PutRecoveryCodes(ctx, a.ID, nil, s.now()); err != nil {
		return err
	}
	if err := tx.DeletePasskeysOf(ctx, a.ID); err != nil {
		return err
	}
	for _, purpose := range []string{forRecover, forClaim, forIdentity, purposeOf(store.PhoneContact), purposeOf(store.EmailContact)} {
		if err := tx.DeleteOneTimeCode(ctx, a.ID, purpose); err != nil {
			return err
		}
	}
	return tx.DeleteSessionsOf(ctx, a.ID)
}
