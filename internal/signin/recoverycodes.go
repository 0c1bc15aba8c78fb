package signin

import (
	"context"
	"crypto/sha256"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// recoveryCodes is how many a set has.
const recoveryCodes = 10

// recoveryHash is what a recovery code is kept by. With 120 bits it is no
// password that a derivation would have to protect (NIST SP 800-63B-4, 3.1.2.2
// asks for that below 112).
func recoveryHash(account, code string) []byte {
	sum := sha256.Sum256([]byte(account + "\x00recovery\x00" + plainCode(code)))
	return sum[:]
}

// putRecoveryCodes gives an account a set of codes, each good once, in place of
// the one before, and returns them to be shown once.
func (s *Service) putRecoveryCodes(ctx context.Context, tx store.Tx, account string) ([]string, error) {
	codes, hashes := make([]string, recoveryCodes), make([][]byte, recoveryCodes)
	for i := range codes {
		codes[i] = newCode(recoveryLength)
		hashes[i] = recoveryHash(account, codes[i])
	}
	return codes, tx.PutRecoveryCodes(ctx, account, hashes, s.now())
}

// RecoveryCodes returns how many recovery codes an account has left, and when
// its set was made: the zero time where it has none.
func (s *Service) RecoveryCodes(ctx context.Context, account string) (left int, madeAt time.Time, err error) {
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		left, madeAt, err = r.RecoveryCodes(ctx, account)
		return err
	})
	return left, madeAt, fault.Wrap("signin.RecoveryCodes", err)
}

// NewRecoveryCodes makes a set of recovery codes for the account whose session
// the token opens, and returns them to be shown once. Those before work no more,
// and the owner is told. It fails with Denied reauthenticate.
func (s *Service) NewRecoveryCodes(ctx context.Context, token string) (codes []string, err error) {
	const op = "signin.NewRecoveryCodes"
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		a, err := s.requireRecent(ctx, tx, op, token)
		if err != nil {
			return err
		}
		if codes, err = s.putRecoveryCodes(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.tellOwner(ctx, tx, a, messages.RecoveryCodesMade); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "account.recovery_codes", a.ID, "")
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return codes, nil
}

// tellOwner tells an account where it is reached for certain, if anywhere.
func (s *Service) tellOwner(ctx context.Context, tx store.Tx, a store.Account, kind messages.Kind) error {
	if a.Contact() == "" {
		return nil
	}
	return s.desk.TellAt(ctx, tx, a, a.Contact(), kind, "")
}
