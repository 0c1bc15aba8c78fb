package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Lasting is how long a copy can be proven by what it bears. Copies of seals of
// level B-B have none.
type Lasting struct {
	Code   cert.Code
	Level  string    // that the file has, as in signature/pades; "" where nobody has looked
	Wanted string    // that it is still to be raised to; "" where it has what its seal asked for
	Since  time.Time // since when it waits for that; zero where it does not
	// Ends is when the first certificate behind the newest timestamp ends, and
	// Algorithm what that timestamp is signed with, as in signature/lasting; zero
	// without a timestamp, and where nobody has looked.
	Ends      time.Time
	Algorithm string
	Reason    fault.Reason // why the last try to add to it gave nothing; "" for none
}

// Raising is what waits to be raised.
type Raising struct {
	Copies int
	Since  time.Time    // of the one that waits longest; zero for none
	Reason fault.Reason // why its last try gave nothing; "" where there was none
}

// Renewable says which copies are due: those that one of these is true of, and
// that nobody has looked at. Copies that are not ready, or expired on Today, are
// never due.
type Renewable struct {
	Today      civil.Date
	Before     time.Time // Ends is earlier
	Algorithms []string  // Algorithm is one of these
	Levels     []string  // Level is one of these
}

// LastingReader reads how long copies can be proven.
type LastingReader interface {
	// LastingOf returns what is known of those of the copies (at most ListLimit)
	// that are made to last.
	LastingOf(ctx context.Context, codes []cert.Code) ([]Lasting, error)
	// Raising counts, up to a limit, what of an authority's copies waits to be
	// raised, or of all for "".
	Raising(ctx context.Context, authority string, limit int) (Raising, error)
	// RenewableCopies returns up to limit (ListLimit) copies that are due, by code,
	// after that code.
	RenewableCopies(ctx context.Context, due Renewable, after cert.Code, limit int) ([]Lasting, error)
}

// LastingWriter writes it. What adds to a copy's file has a lease on its row.
type LastingWriter interface {
	// AddLasting adds the row of a copy; a second one is a Conflict.
	AddLasting(ctx context.Context, l Lasting) error
	// ClaimRaising leases up to limit copies that wait to be raised and that
	// nobody holds at now, longest first, to owner until now+lease.
	ClaimRaising(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]Lasting, error)
	// ClaimLasting leases one copy in the same way; NotFound where it has no row or
	// another has the lease.
	ClaimLasting(ctx context.Context, owner string, code cert.Code, now time.Time, lease time.Duration) (Lasting, error)
	// DeferLasting gives up the owner's lease on a copy, which nobody claims before
	// until, and notes why; Conflict where the lease is no longer the owner's.
	DeferLasting(ctx context.Context, owner string, code cert.Code, until time.Time, why fault.Reason) error
	// FinishLasting stores the row and gives up the owner's lease on it; Conflict
	// where that is no longer the owner's.
	FinishLasting(ctx context.Context, owner string, l Lasting) error
	// ReleaseLasting gives up the owner's leases.
	ReleaseLasting(ctx context.Context, owner string) error
	// ReplaceFile has a ready copy show another file, with its digests, in place of
	// the one that lies under the blob key from; else Conflict.
	ReplaceFile(ctx context.Context, c cert.Copy, from string) error
}
