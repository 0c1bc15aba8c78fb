package signin

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Login checks a user name and password and opens a session. It fails with
// Denied login_failed, alike and after the same work for a user name that does
// not exist and a password that is wrong, and with Throttled
// too_many_attempts, whichever the password, once a user name has had too many
// wrong ones or a client too many attempts. The right password of an account
// that is locked out fails with Denied account_disabled. What the session has
// yet to do before it may do anything is NextStep's.
func (s *Service) Login(ctx context.Context, username, password, client string) (token string, a store.Account, err error) {
	const op = "signin.Login"
	if err := s.pass(ctx, op, key("login-client", client), s.limits.LoginClient); err != nil {
		return "", store.Account{}, err
	}
	failures := key("login-failures", username)
	leave, err := s.turns.enter(ctx, failures)
	if err != nil {
		return "", store.Account{}, fault.Wrap(op, err)
	}
	defer leave()
	if ok, err := s.left(ctx, failures, s.limits.LoginFailures); err != nil {
		return "", store.Account{}, fault.Wrap(op, err)
	} else if !ok {
		return "", store.Account{}, tooMany(op, s.limits.LoginFailures)
	}

	a, right, err := s.checkLogin(ctx, username, password)
	if err != nil {
		return "", store.Account{}, fault.Wrap(op, err)
	}
	if !right {
		if err := s.countWrong(ctx, failures, audit.Visitor, a); err != nil {
			return "", store.Account{}, fault.Wrap(op, err)
		}
		return "", store.Account{}, fault.New(op, fault.Denied, "login_failed")
	}
	if a.Disabled() {
		return "", store.Account{}, fault.New(op, fault.Denied, "account_disabled")
	}
	token = newToken()
	if a, err = s.openSession(ctx, a, token, password); err != nil {
		return "", store.Account{}, fault.Wrap(op, err)
	}
	return token, a, nil
}

// checkLogin does one derivation whether the account exists or not.
func (s *Service) checkLogin(ctx context.Context, username, password string) (store.Account, bool, error) {
	a, found, err := s.find(ctx, username)
	if err != nil {
		return store.Account{}, false, err
	}
	against := s.decoy
	if found {
		against = a.PasswordHash
	}
	if len(password) > 4*maxPassword {
		password = "" // cannot be anyone's; spare the machine the hashing of it
	}
	right, err := s.hasher.Verify(ctx, against, password)
	return a, right && found, err
}

// find looks an account up by its user name; none is no error here.
func (s *Service) find(ctx context.Context, username string) (a store.Account, found bool, err error) {
	username = strings.TrimSpace(username)
	if malformed := checkUsername(username); malformed != nil {
		return store.Account{}, false, nil //nolint:nilerr // nobody has such a name: unknown like any other
	}
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.AccountByUsername(ctx, username)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return store.Account{}, false, nil
	}
	return a, err == nil, err
}

// openSession adds the session, unless the password was changed meanwhile, and
// hashes the password anew where the cost has changed since.
func (s *Service) openSession(ctx context.Context, a store.Account, token, password string) (store.Account, error) {
	renewed := ""
	if s.hasher.Stale(a.PasswordHash) {
		var err error
		if renewed, err = s.hasher.Hash(ctx, password); err != nil {
			return store.Account{}, err
		}
	}
	var current store.Account
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if current, err = tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		if current.PasswordHash != a.PasswordHash || current.Disabled() {
			return fault.New("signin.openSession", fault.Denied, "login_failed")
		}
		if renewed != "" {
			current.PasswordHash = renewed
			if err := tx.UpdateAccount(ctx, current); err != nil {
				return err
			}
		}
		if err := tx.AddSession(ctx, s.session(ctx, current, token)); err != nil {
			return err
		}
		if err := s.noteDevice(ctx, tx, current, false); err != nil {
			return err
		}
		return s.record(acting(ctx, current), tx, current.ID, "session.open", current.ID, "")
	})
	return current, err
}

// countWrong counts a wrong password and records it in the same way whether
// there is such an account or, a being zero, not.
func (s *Service) countWrong(ctx context.Context, failures, actor string, a store.Account) error {
	return s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.Allow(ctx, failures, s.now(), s.limits.LoginFailures.Burst, s.limits.LoginFailures.Every); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: s.now(), Actor: actor, Authority: a.Authority, Action: "session.refuse", Subject: a.ID, Reason: "password_wrong",
		})
	})
}
