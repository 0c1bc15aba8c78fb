package signin

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Step is what a session has yet to do before its account is signed in.
type Step string

// The steps, in their order.
const (
	EnrolStep        Step = "enrol"         // set up a second factor
	SecondFactorStep Step = "second factor" // show it
	PasswordStep     Step = "password"      // replace the temporary password
	SignedIn         Step = ""
)

// NextStep is the step at which a session of the account stands.
func NextStep(a store.Account, secondFactor bool) Step {
	switch {
	case !secondFactor && a.TOTPSecret != "":
		return SecondFactorStep
	case !secondFactor && NeedsSecondFactor(a.Role):
		return EnrolStep
	case a.Temporary:
		return PasswordStep
	}
	return SignedIn
}

// session makes the row for a token; a password or passkey was just shown for it.
func (s *Service) session(ctx context.Context, a store.Account, token string) store.Session {
	life := s.limits.HolderSession
	if a.Role.Staff() {
		life = s.limits.StaffSession
	}
	now := s.now()
	return store.Session{
		TokenHash: tokenHash(token), AccountID: a.ID, CreatedAt: now, ExpiresAt: now.Add(life),
		AuthenticatedAt: now, LastUsedAt: now.Truncate(time.Hour), Device: device(ctx),
	}
}

// renew puts a session under another token, so that one taken before a step
// was done is worth nothing after it. It ends when it would have ended.
func (s *Service) renew(ctx context.Context, tx store.Tx, token, next string, secondFactor bool) error {
	session, _, err := tx.Session(ctx, tokenHash(token))
	if err != nil {
		return err
	}
	if err := tx.DeleteSession(ctx, session.TokenHash); err != nil {
		return err
	}
	session.TokenHash, session.SecondFactor = tokenHash(next), secondFactor
	return tx.AddSession(ctx, session)
}

// Authenticate returns the account whose session the token opens, and what it
// has yet to do: nothing may be shown or done for it before SignedIn but that
// step. It fails with Denied not_signed_in where there is no session, it has
// ended, or the account is locked out.
func (s *Service) Authenticate(ctx context.Context, token string) (store.Account, Step, error) {
	const op = "signin.Authenticate"
	denied := fault.New(op, fault.Denied, "not_signed_in")
	if token == "" {
		return store.Account{}, "", denied
	}
	var session store.Session
	var a store.Account
	err := s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		session, a, err = r.Session(ctx, tokenHash(token))
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return store.Account{}, "", denied
	case err != nil:
		return store.Account{}, "", fault.Wrap(op, err)
	case !s.now().Before(session.ExpiresAt), a.Disabled():
		return store.Account{}, "", denied
	}
	s.touch(ctx, session)
	return a, NextStep(a, session.SecondFactor), nil
}

// Logout ends the session; a token that opens none is no fault.
func (s *Service) Logout(ctx context.Context, token string) error {
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		_, a, err := tx.Session(ctx, tokenHash(token))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.DeleteSession(ctx, tokenHash(token)); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "session.close", a.ID, "")
	})
	return fault.Wrap("signin.Logout", err)
}
