package signin

import (
	"context"

	"yinxin.example/yinxin/internal/store"
)

// Admit opens a session, in the transaction, for somebody who has shown by other
// means than a password that the account is theirs, and has shown both factors
// (a passkey). What the session has yet to do besides is NextStep's. how is
// recorded. The caller holds the account and has seen that it is not locked out.
func (s *Service) Admit(ctx context.Context, tx store.Tx, a store.Account, how string) (token string, err error) {
	token = newToken()
	session := s.session(ctx, a, token)
	session.SecondFactor = true
	if err := tx.AddSession(ctx, session); err != nil {
		return "", err
	}
	if err := s.noteDevice(ctx, tx, a, true); err != nil {
		return "", err
	}
	return token, s.record(acting(ctx, a), tx, a.ID, "session.open", a.ID, how)
}
