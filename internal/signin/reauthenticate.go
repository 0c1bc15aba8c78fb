package signin

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// What could lock its owner out of an account, or hands out all there is about
// them, is done only in a session in which a password or passkey was shown
// within Limits.Recent: a session left open, or stolen, is not enough.

// Recent reports whether a password or passkey was shown lately in the session
// that the token opens.
func (s *Service) Recent(ctx context.Context, token string) (recent bool, err error) {
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) error {
		session, _, err := r.Session(ctx, tokenHash(token))
		recent = err == nil && s.recent(session)
		return err
	})
	return recent, fault.Wrap("signin.Recent", err)
}

func (s *Service) recent(session store.Session) bool {
	return s.now().Before(session.AuthenticatedAt.Add(s.limits.Recent))
}

// RequireRecent returns the account whose session the token opens, within the
// caller's transaction. It fails with Denied reauthenticate unless a password or
// passkey was shown lately.
func (s *Service) RequireRecent(ctx context.Context, r store.Reader, token string) (store.Account, error) {
	return s.requireRecent(ctx, r, "signin.RequireRecent", token)
}

// requireRecent fails with Denied reauthenticate unless the session is the
// account's and its owner was recognised lately.
func (s *Service) requireRecent(ctx context.Context, r store.Reader, op, token string) (store.Account, error) {
	session, a, err := r.Session(ctx, tokenHash(token))
	switch {
	case fault.Is(err, fault.NotFound), err == nil && (!s.now().Before(session.ExpiresAt) || a.Disabled()):
		return store.Account{}, fault.New(op, fault.Denied, "not_signed_in")
	case err != nil:
		return store.Account{}, err
	case !s.recent(session):
		return store.Account{}, fault.New(op, fault.Denied, "reauthenticate")
	}
	return a, nil
}

// Reauthenticate takes the account's password again, in a session that goes on
// under a new token. It fails with Denied password_wrong and with Throttled
// too_many_attempts as Login does.
func (s *Service) Reauthenticate(ctx context.Context, token, password string) (next string, err error) {
	const op = "signin.Reauthenticate"
	a, step, err := s.Authenticate(ctx, token)
	switch {
	case err != nil:
		return "", fault.Wrap(op, err)
	case step != SignedIn:
		return "", fault.New(op, fault.Denied, "not_signed_in")
	}
	if err := s.checkCurrent(ctx, a, password); err != nil {
		return "", fault.Wrap(op, err)
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		if current.PasswordHash != a.PasswordHash {
			return fault.New(op, fault.Conflict, "sign_in_changed")
		}
		next, err = s.Reauthenticated(ctx, tx, current, token, "password")
		return err
	})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	return next, nil
}

// Reauthenticated notes that the owner of an account was recognised again in a
// session of theirs, by what is named, and puts the session under another token,
// so that one taken before is worth nothing after. The caller holds the account.
// It fails with Denied not_signed_in for a session that is no longer the account's.
func (s *Service) Reauthenticated(ctx context.Context, tx store.Tx, a store.Account, token, by string) (next string, err error) {
	const op = "signin.Reauthenticated"
	session, owner, err := tx.Session(ctx, tokenHash(token))
	switch {
	case fault.Is(err, fault.NotFound), err == nil && (owner.ID != a.ID || !s.now().Before(session.ExpiresAt)):
		return "", fault.New(op, fault.Denied, "not_signed_in")
	case err != nil:
		return "", err
	}
	if err := tx.DeleteSession(ctx, session.TokenHash); err != nil {
		return "", err
	}
	next = newToken()
	session.TokenHash, session.AuthenticatedAt = tokenHash(next), s.now()
	if err := tx.AddSession(ctx, session); err != nil {
		return "", err
	}
	return next, s.record(acting(ctx, a), tx, a.ID, "session.reauthenticate", a.ID, by)
}
