package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What the engine says of a transaction that may well succeed when run again
// (PostgreSQL, appendix A).
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	// readOnlyTransaction: the primary this connection was made to has become
	// a standby. The connection is dropped, and the next one finds the new
	// primary.
	readOnlyTransaction = "25006"
)

const (
	attempts = 10
	pause    = 5 * time.Millisecond // grows with each attempt
)

// repeat runs f in a transaction until the engine does not ask for it again.
func (s *Store) repeat(ctx context.Context, op string, f func(tx pgx.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := s.within(ctx, op, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, f)
		if !again(err) || attempt == attempts {
			return err
		}
		select {
		case <-ctx.Done():
			return s.mapping.Fault(op, errors.Join(ctx.Err(), err))
		case <-time.After(time.Duration(attempt) * pause):
		}
	}
}

// again reports a failure after which nothing was committed and the same
// transaction may succeed.
func again(err error) bool {
	switch state(err) {
	case serializationFailure, deadlockDetected, readOnlyTransaction:
		return true
	}
	return false
}

// demoted reports that the connection leads to a standby.
func demoted(err error) bool { return state(err) == readOnlyTransaction }

// state is the SQLSTATE of a failure, "" where the engine gave none.
func state(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
