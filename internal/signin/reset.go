package signin

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// ResetPassword sets a temporary password, which it returns to be handed over
// once, after an officer compared the person's document. actor is the
// officer's account ID, or "cli". Every session of the account ends, codes
// under way too, its recovery codes no longer work, and the next sign-in asks
// for another password. It fails with NotFound account_unknown.
func (s *Service) ResetPassword(ctx context.Context, actor, username string) (temporary string, err error) {
	const op = "signin.ResetPassword"
	temporary = newCode(temporaryLength)
	hash, err := s.hasher.Hash(ctx, temporary)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	var a store.Account
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		a, err = tx.AccountByUsername(ctx, strings.TrimSpace(username))
		if fault.Is(err, fault.NotFound) {
			return fault.New(op, fault.NotFound, "account_unknown").At("username")
		}
		if err != nil {
			return err
		}
		if a, err = tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		a.PasswordHash, a.Temporary = hash, true
		if err := tx.PutRecoveryCodes(ctx, a.ID, nil, s.now()); err != nil {
			return err
		}
		if err := s.setPassword(ctx, tx, a); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: s.now(), Actor: actor, Authority: a.Authority, Action: "account.reset_password", Subject: a.ID,
		})
	})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	return temporary, nil
}

// setPassword stores an account whose password was set anew, ends what the old
// password had opened, and has its owner told.
func (s *Service) setPassword(ctx context.Context, tx store.Tx, a store.Account) error {
	if err := tx.UpdateAccount(ctx, a); err != nil {
		return err
	}
	if err := tx.DeleteOneTimeCode(ctx, a.ID, forRecover); err != nil {
		return err
	}
	if err := tx.DeleteSessionsOf(ctx, a.ID); err != nil {
		return err
	}
	return s.tellOwner(ctx, tx, a, messages.PasswordChanged)
}
