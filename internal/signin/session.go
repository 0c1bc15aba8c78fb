package signin

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// session makes the row for a token.
func (s *Service) session(a store.Account, token string) store.Session {
	life := s.limits.HolderSession
	if a.Role != store.HolderRole {
		life = s.limits.StaffSession
	}
	now := s.now()
	return store.Session{TokenHash: tokenHash(token), AccountID: a.ID, CreatedAt: now, ExpiresAt: now.Add(life)}
}

// Authenticate returns the account whose session the token opens. It fails
// with Denied not_signed_in where there is none or it has ended.
func (s *Service) Authenticate(ctx context.Context, token string) (store.Account, error) {
	const op = "signin.Authenticate"
	denied := fault.New(op, fault.Denied, "not_signed_in")
	if token == "" {
		return store.Account{}, denied
	}
	var session store.Session
	var a store.Account
	err := s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		session, a, err = r.Session(ctx, tokenHash(token))
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return store.Account{}, denied
	case err != nil:
		return store.Account{}, fault.Wrap(op, err)
	case !s.now().Before(session.ExpiresAt):
		return store.Account{}, denied
	}
	return a, nil
}

// Logout ends the session; a token that opens none is no fault.
func (s *Service) Logout(ctx context.Context, token string) error {
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.DeleteSession(ctx, tokenHash(token))
	})
	return fault.Wrap("signin.Logout", err)
}
