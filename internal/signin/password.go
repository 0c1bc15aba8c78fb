package signin

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// ChangePassword sets a new password for the account a session is of, which
// shows the current one. Every other session of the account ends; this one goes
// on under a new token. It fails with Denied password_wrong, with Invalid for
// the new password, and with Throttled too_many_attempts as Login does.
func (s *Service) ChangePassword(ctx context.Context, token, current, password string) (next string, err error) {
	const op = "signin.ChangePassword"
	a, step, err := s.Authenticate(ctx, token)
	switch {
	case err != nil:
		return "", fault.Wrap(op, err)
	case step != SignedIn && step != PasswordStep:
		return "", fault.New(op, fault.Denied, "not_signed_in")
	}
	if err := s.checkCurrent(ctx, a, current); err != nil {
		return "", fault.Wrap(op, err)
	}
	if err := checkPassword(password, a.Username); err != nil {
		return "", fault.Wrap(op, err)
	}
	if password == current {
		return "", fault.New(op, fault.Invalid, "password_unchanged").At("password")
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	next = newToken()
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return s.replacePassword(ctx, tx, a, hash, token, next)
	})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	return next, nil
}

// checkCurrent counts wrong passwords together with those of signing in.
func (s *Service) checkCurrent(ctx context.Context, a store.Account, typed string) error {
	const op = "signin.checkCurrent"
	failures := key("login-failures", a.Username)
	leave, err := s.turns.enter(ctx, failures)
	if err != nil {
		return err
	}
	defer leave()
	if ok, err := s.left(ctx, failures, s.limits.LoginFailures); err != nil {
		return err
	} else if !ok {
		return tooMany(op, s.limits.LoginFailures)
	}
	if len(typed) > 4*maxPassword {
		typed = ""
	}
	right, err := s.hasher.Verify(ctx, a.PasswordHash, typed)
	if err != nil || right {
		return err
	}
	if err := s.countWrong(acting(ctx, a), failures, a.ID, a); err != nil {
		return err
	}
	return fault.New(op, fault.Denied, "password_wrong").At("current")
}

// replacePassword stores the new hash, unless the password was changed
// meanwhile, and leaves the account one session, under the next token.
func (s *Service) replacePassword(ctx context.Context, tx store.Tx, a store.Account, hash, token, next string) error {
	session, _, err := tx.Session(ctx, tokenHash(token))
	if err != nil {
		return err
	}
	current, err := tx.LockAccount(ctx, a.ID)
	if err != nil {
		return err
	}
	if current.PasswordHash != a.PasswordHash {
		return fault.New("signin.replacePassword", fault.Conflict, "sign_in_changed")
	}
	current.PasswordHash, current.Temporary = hash, false
	if err := s.setPassword(ctx, tx, current); err != nil {
		return err
	}
	session.TokenHash = tokenHash(next)
	if err := tx.AddSession(ctx, session); err != nil {
		return err
	}
	return s.record(acting(ctx, a), tx, a.ID, "account.change_password", a.ID, "")
}
