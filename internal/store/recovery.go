package store

import (
	"context"
	"time"
)

// RecoveryReader reads recovery codes.
type RecoveryReader interface {
	// RecoveryCodes returns how many codes an account has left and when its set
	// was made; 0 and the zero time where it has none.
	RecoveryCodes(ctx context.Context, accountID string) (left int, madeAt time.Time, err error)
}

// RecoveryWriter writes recovery codes.
type RecoveryWriter interface {
	// PutRecoveryCodes stores a set of codes by their hashes, all different, in
	// place of the set before; none leaves the account without.
	PutRecoveryCodes(ctx context.Context, accountID string, hashes [][]byte, at time.Time) error
	// UseRecoveryCode removes a code and reports whether it was there.
	UseRecoveryCode(ctx context.Context, accountID string, hash []byte) (bool, error)
}
