package signin

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// ReplaceSecondFactor takes a recovery code, good once, in place of the second
// factor of somebody on the way in who has lost it, and takes that factor away:
// whose role needs one sets up another, everyone else is signed in. The session
// goes on under a new token. It fails with Denied recovery_code_wrong, with Conflict
// sign_in_changed where no second factor is asked for, and with Throttled
// too_many_attempts.
func (s *Service) ReplaceSecondFactor(ctx context.Context, token, code string) (next string, err error) {
	const op = "signin.ReplaceSecondFactor"
	a, step, err := s.Authenticate(ctx, token)
	switch {
	case err != nil:
		return "", fault.Wrap(op, err)
	case step != SecondFactorStep:
		return "", fault.New(op, fault.Conflict, "sign_in_changed")
	}
	if err := s.pass(ctx, op, key("second-factor", a.ID), s.limits.SecondFactor); err != nil {
		return "", err
	}
	next = newToken()
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		right, err := tx.UseRecoveryCode(ctx, a.ID, recoveryHash(a.ID, code))
		switch {
		case err != nil:
			return err
		case !right:
			return fault.New(op, fault.Denied, "recovery_code_wrong").At("code")
		}
		current.TOTPSecret, current.TOTPStep = "", 0
		if err := tx.UpdateAccount(ctx, current); err != nil {
			return err
		}
		if err := s.tellWaysIn(ctx, tx, current); err != nil {
			return err
		}
		if err := s.record(acting(ctx, current), tx, a.ID, "account.drop_second_factor", a.ID, "by recovery code"); err != nil {
			return err
		}
		if err := s.noteDevice(ctx, tx, current, false); err != nil {
			return err
		}
		return s.renew(ctx, tx, token, next, false)
	})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	return next, nil
}
