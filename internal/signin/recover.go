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
	Code     string // the six digits sent, or the recovery code
	Password string // the new one
	Client   string
}

// FinishRecovery sets a new password by the code StartRecovery sent or by the
// recovery code, either of which works once, and returns the next recovery
// code, to be shown once. Every session of the account ends. It fails with
// Invalid for the password, before the code is looked at; with Denied
// code_wrong, alike for a user name that does not exist and a code that is
// wrong, too old or used; with Throttled too_many_attempts.
func (s *Service) FinishRecovery(ctx context.Context, r Recovery) (recoveryCode string, err error) {
	const op = "signin.FinishRecovery"
	if err := s.passRecovery(ctx, op, r.Username, r.Client); err != nil {
		return "", err
	}
	if err := checkPassword(r.Password, r.Username); err != nil {
		return "", fault.Wrap(op, err)
	}
	a, found, err := s.find(ctx, r.Username)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	byRecoveryCode, err := s.isRecoveryCode(ctx, a, r.Code)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	// Derived before anything is known to be right, so that a wrong code takes as long.
	recoveryCode = newRecoveryCode()
	next, err := s.newSecrets(ctx, r.Password, recoveryCode)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	wrong := fault.New(op, fault.Denied, "code_wrong").At("code")
	if !found {
		return "", wrong
	}
	right, err := s.replaceSecrets(ctx, a, r.Code, byRecoveryCode, next)
	switch {
	case err != nil:
		return "", fault.Wrap(op, err)
	case !right:
		return "", wrong
	}
	return recoveryCode, nil
}

// isRecoveryCode does one derivation, whatever there is to compare with.
func (s *Service) isRecoveryCode(ctx context.Context, a store.Account, typed string) (bool, error) {
	against := a.RecoveryHash
	if against == "" {
		against = s.decoy
	}
	if len(typed) > 64 {
		typed = ""
	}
	return s.hasher.Verify(ctx, against, plainCode(typed))
}

// secrets are the hashes an account is opened by.
type secrets struct{ password, recovery string }

func (s *Service) newSecrets(ctx context.Context, password, recoveryCode string) (next secrets, err error) {
	if next.password, err = s.hasher.Hash(ctx, password); err != nil {
		return secrets{}, err
	}
	next.recovery, err = s.hasher.Hash(ctx, plainCode(recoveryCode))
	return next, err
}

// replaceSecrets reports whether the code was right and, if so, stores the new
// secrets. a is the account as the recovery code was compared with it: where
// that code has been used meanwhile, it is wrong now.
func (s *Service) replaceSecrets(ctx context.Context, a store.Account, code string, byRecoveryCode bool, next secrets) (right bool, err error) {
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		how := "by recovery code"
		right = byRecoveryCode && current.RecoveryHash == a.RecoveryHash
		if !byRecoveryCode {
			how = "by code"
			if _, right, err = s.useCode(ctx, tx, a.ID, forRecover, code); err != nil {
				return err
			}
		}
		if !right {
			return nil // a failed try must be counted
		}
		current.PasswordHash, current.RecoveryHash, current.Temporary = next.password, next.recovery, false
		if err := s.setPassword(ctx, tx, current); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "account.recover", a.ID, how)
	})
	return right, err
}
