package signin

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"math/big"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// The purposes of a one-time code.
const (
	forClaim    = "claim"
	forRecover  = "recover"
	forIdentity = "identity"
	forContact  = "contact"
)

// newOneTimeCode draws six digits.
func newOneTimeCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

// codeHash binds a code to its account and purpose, so that equal codes are
// kept unlike. Six digits hide behind no hash: what protects them is that they
// last minutes.
func codeHash(account, purpose, code string) []byte {
	sum := sha256.Sum256([]byte(account + "\x00" + purpose + "\x00" + code))
	return sum[:]
}

// sendCode replaces the account's code for the purpose and sends the new one.
// A telephone that has had too many codes gets none; nobody is told, because
// only one who knows the telephone's owner could be meant. Where there is no
// telephone (""), all but the sending is done alike, with a code that nothing
// typed is right for: the time it takes must not say whom the register knows.
func (s *Service) sendCode(ctx context.Context, account, phone, purpose string, kind messages.Kind) error {
	ok, err := s.take(ctx, key("codes-to-phone", cmp.Or(phone, account)), s.limits.CodesToPhone)
	if err != nil || !ok {
		return err
	}
	code, err := newOneTimeCode()
	if err != nil {
		return err
	}
	hash, action := codeHash(account, purpose, code), "code.send"
	if phone == "" {
		_, _ = rand.Read(hash) // never fails (crypto/rand)
		action = "code.withhold"
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.LockAccount(ctx, account); err != nil {
			return err
		}
		err := tx.PutOneTimeCode(ctx, store.OneTimeCode{
			AccountID: account, Purpose: purpose, Hash: hash,
			Phone: phone, ExpiresAt: s.now().Add(s.limits.CodeLife),
		})
		if err != nil {
			return err
		}
		return s.record(ctx, tx, audit.Visitor, action, account, purpose)
	})
	if err != nil {
		return err
	}
	m := messages.OneTimeCode(phone, kind, code, s.limits.CodeLife)
	m.Until = s.now().Add(s.limits.CodeLife)
	s.send(ctx, account, m)
	return nil
}

// useCode takes the code in: right, it is used up and returned; wrong, the
// failed try is counted. A code that is not there, too old or tried too often
// is as wrong as any. The caller holds the account.
func (s *Service) useCode(ctx context.Context, tx store.Tx, account, purpose, typed string) (store.OneTimeCode, bool, error) {
	c, err := tx.OneTimeCode(ctx, account, purpose)
	if fault.Is(err, fault.NotFound) {
		return store.OneTimeCode{}, false, nil
	}
	if err != nil {
		return store.OneTimeCode{}, false, err
	}
	if c.Attempts >= s.limits.CodeTries || !s.now().Before(c.ExpiresAt) {
		return store.OneTimeCode{}, false, nil
	}
	if subtle.ConstantTimeCompare(codeHash(account, purpose, plainCode(typed)), c.Hash) != 1 {
		c.Attempts++
		if err := tx.PutOneTimeCode(ctx, c); err != nil {
			return store.OneTimeCode{}, false, err
		}
		return store.OneTimeCode{}, false, s.record(ctx, tx, audit.Visitor, "code.refuse", account, purpose)
	}
	return c, true, tx.DeleteOneTimeCode(ctx, account, purpose)
}
