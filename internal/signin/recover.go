package signin

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// StartRecovery sends a code to where the account is reached, if that is
// confirmed. nil says only that the request was taken: the answer is the same
// for a user name that does not exist. It fails with Throttled
// too_many_attempts.
func (s *Service) StartRecovery(ctx context.Context, username, client string) error {
	const op = "signin.StartRecovery"
	if err := s.passRecovery(ctx, op, username, client); err != nil {
		return err
	}
	a, found, err := s.find(ctx, username)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if !found || a.Contact() == "" {
		return nil
	}
	return fault.Wrap(op, s.sendCode(ctx, a.ID, a.Contact(), forRecover, messages.RecoverCode))
}

func (s *Service) passRecovery(ctx context.Context, op, username, client string) error {
	if err := s.pass(ctx, op, key("recover-client", client), s.limits.RecoverClient); err != nil {
		return err
	}
	return s.pass(ctx, op, key("recover-user", username), s.limits.RecoverUser)
}

// Recovery is the second step of the form as it was typed.
type Recovery struct {
	Username string
	Code     string // the six digits sent, or a recovery code
	Password string // the new one
	Client   string
}

// FinishRecovery sets a new password by the code StartRecovery sent or by a
// recovery code, either of which works once, and returns how many recovery
// codes are left. Every session of the account ends. It fails with Invalid for
// the password, before the code is looked at; with Denied code_wrong, alike for
// a user name that does not exist and a code that is wrong, too old or used;
// with Throttled too_many_attempts.
func (s *Service) FinishRecovery(ctx context.Context, r Recovery) (left int, err error) {
	const op = "signin.FinishRecovery"
	if err := s.passRecovery(ctx, op, r.Username, r.Client); err != nil {
		return 0, err
	}
	if err := checkPassword(r.Password, r.Username); err != nil {
		return 0, fault.Wrap(op, err)
	}
	a, found, err := s.find(ctx, r.Username)
	if err != nil {
		return 0, fault.Wrap(op, err)
	}
	// Derived before anything is known to be right, so that a wrong code takes as long.
	hash, err := s.hasher.Hash(ctx, r.Password)
	if err != nil {
		return 0, fault.Wrap(op, err)
	}
	wrong := fault.New(op, fault.Denied, "code_wrong").At("code")
	if !found {
		return 0, wrong
	}
	left, right, err := s.recoverBy(ctx, a, r.Code, hash)
	switch {
	case err != nil:
		return 0, fault.Wrap(op, err)
	case !right:
		return 0, wrong
	}
	return left, nil
}

// recoverBy reports whether the code was right and, if so, stores the hash of
// the new password.
func (s *Service) recoverBy(ctx context.Context, a store.Account, code, hash string) (left int, right bool, err error) {
	if len(code) > 64 {
		code = ""
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		how := "by recovery code"
		if right, err = tx.UseRecoveryCode(ctx, a.ID, recoveryHash(a.ID, code)); err != nil {
			return err
		}
		if !right {
			how = "by code"
			if _, right, err = s.useCode(ctx, tx, a.ID, forRecover, code); err != nil {
				return err
			}
		}
		if !right {
			return nil // a failed try must be counted
		}
		if left, _, err = tx.RecoveryCodes(ctx, a.ID); err != nil {
			return err
		}
		current.PasswordHash, current.Temporary = hash, false
		if err := s.setPassword(ctx, tx, current); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "account.recover", a.ID, how)
	})
	return left, right, err
}
