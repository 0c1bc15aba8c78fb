package relational

import (
	"context"
	"time"
)

type recoveryStatements struct {
	left, add, use, remove string
}

func newRecoveryStatements(m *Mapping) recoveryStatements {
	return recoveryStatements{
		left:   m.sql("SELECT COUNT(*), MAX(made_at) FROM recovery_codes WHERE account_id = $1"),
		add:    m.sql(insertion("recovery_codes", []string{"account_id", "hash", "made_at"})),
		use:    m.sql("DELETE FROM recovery_codes WHERE account_id = $1 AND hash = $2"),
		remove: m.sql("DELETE FROM recovery_codes WHERE account_id = $1"),
	}
}

// RecoveryCodes returns how many codes an account has left.
func (r reader) RecoveryCodes(ctx context.Context, accountID string) (left int, madeAt time.Time, err error) {
	type codes struct {
		left   int
		madeAt time.Time
	}
	scan := func(rows Rows) (c codes, err error) {
		err = rows.Scan(&c.left, toInstant{&c.madeAt})
		return c, err
	}
	c, err := one(ctx, r, "store.RecoveryCodes", scan, r.m.recovery.left, accountID)
	return c.left, c.madeAt, err
}

// PutRecoveryCodes stores a set of codes in place of the one before.
func (t tx) PutRecoveryCodes(ctx context.Context, accountID string, hashes [][]byte, at time.Time) error {
	const op = "store.PutRecoveryCodes"
	if _, err := t.exec(ctx, op, t.m.recovery.remove, accountID); err != nil {
		return err
	}
	for _, hash := range hashes {
		if err := t.add(ctx, op, t.m.recovery.add, accountID, hash, instant(at)); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode removes a code and reports whether it was there.
func (t tx) UseRecoveryCode(ctx context.Context, accountID string, hash []byte) (bool, error) {
	n, err := t.exec(ctx, "store.UseRecoveryCode", t.m.recovery.use, accountID, hash)
	return n == 1, err
}
