package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
)

// CopyReader reads copies.
type CopyReader interface {
	// Copy returns the copy with that code.
	Copy(ctx context.Context, code cert.Code) (cert.Copy, error)
	// CopyStanding returns the copy with that code and its certificate's state,
	// of one moment. The copy has what its page shows: Key, RequestedAt,
	// FailReason, Template, FontSet, Policy, Blob and Digests are left out.
	CopyStanding(ctx context.Context, code cert.Code) (cert.Copy, cert.State, error)
	// Digests returns the SHA-256 of each file that was handed out as that copy,
	// hexadecimal.
	Digests(ctx context.Context, code cert.Code) ([]string, error)
	// CopiesOf returns a certificate's copies, newest request first.
	CopiesOf(ctx context.Context, id cert.ID) ([]cert.Copy, error)
	// CopiesOfAll returns the copies of several certificates (at most ListLimit),
	// newest request first, keyed by certificate.
	CopiesOfAll(ctx context.Context, ids []cert.ID) (map[cert.ID][]cert.Copy, error)
	// CountPending returns how many copies wait to be sealed.
	CountPending(ctx context.Context) (int, error)
	// LastMadeAt returns when the latest copy was sealed, the zero time if none was.
	LastMadeAt(ctx context.Context) (time.Time, error)
}

// CopyWriter writes copies. The rows are the queue: pending ones are claimed
// under a lease, and only the owner of a running lease may finish them.
type CopyWriter interface {
	// AddCopy adds a pending copy. A code in use, or a key already used for the
	// same certificate, is a Conflict (code_taken, key_used); so is a second
	// copy without an endorsement, pending or ready, for one certificate
	// (copy_live).
	AddCopy(ctx context.Context, c cert.Copy) error
	// ClaimCopies leases up to limit pending copies, oldest first, that nobody
	// holds at now, to owner until now+lease, and returns them. Two claimers
	// never get the same copy while its lease runs.
	ClaimCopies(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]cert.Copy, error)
	// ReleaseCopies gives up the owner's leases on copies still pending.
	ReleaseCopies(ctx context.Context, owner string) error
	// DeferCopy gives up the owner's lease on a pending copy, which nobody claims
	// before until; Conflict where the lease is no longer the owner's.
	DeferCopy(ctx context.Context, owner string, code cert.Code, until time.Time) error
	// WakeCopies lets all deferred copies be claimed at once: what they waited
	// for may be there.
	WakeCopies(ctx context.Context) error
	// FinishCopy stores what sealing made (State Ready with MadeAt, Template,
	// FontSet, Policy, Snapshot, Blob, Digests, or State Failed with FailReason)
	// for a pending copy whose lease owner holds; else Conflict. That it became
	// ready is counted at the instant given.
	FinishCopy(ctx context.Context, owner string, c cert.Copy, at time.Time) error
	// RetryCopy turns a failed copy into a pending one, as it was applied for;
	// else Conflict (moved_on, or copy_live as for AddCopy).
	RetryCopy(ctx context.Context, code cert.Code) error
	// WithdrawCopy turns a ready copy into one withdrawn at an instant; else
	// Conflict.
	WithdrawCopy(ctx context.Context, code cert.Code, at time.Time) error
}
