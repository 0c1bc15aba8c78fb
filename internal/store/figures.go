package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// CountHorizon is for how long what was applied for and made by the hour is
// kept; DeleteExpired removes what is older.
const CountHorizon = 45 * 24 * time.Hour

// HourCount is how many copies of an authority's certificates were applied
// for, or became ready, in an hour.
type HourCount struct {
	Hour   time.Time // its first instant
	Copies int
	// Within is of what became ready: no longer than this after the application,
	// rounded up to two digits. Else 0.
	Within time.Duration
}

// DayCount is how many ready copies are good through the end of a day and no
// longer.
type DayCount struct {
	On     civil.Date
	Copies int
}

// FailureCount is how many copies failed for one reason.
type FailureCount struct {
	Reason string
	Copies int
	First  time.Time // the earliest application
	Latest time.Time // the latest
}

// FigureReader reads what an authority's office looks at. Counts are kept in
// the transactions that change them; nothing here reads copies that are done.
type FigureReader interface {
	// AppliedByHour returns what was applied for from an instant's hour on, in
	// order; hours without any are left out.
	AppliedByHour(ctx context.Context, authority string, from time.Time) ([]HourCount, error)
	// MadeByHour returns what became ready from an instant's hour on, by hour
	// and by how long it took, in order.
	MadeByHour(ctx context.Context, authority string, from time.Time) ([]HourCount, error)
	// ExpiringByDay returns what runs out from one day to another, both
	// included, in order.
	ExpiringByDay(ctx context.Context, authority string, from, to civil.Date) ([]DayCount, error)
	// PendingOf counts an authority's pending copies, up to a limit.
	PendingOf(ctx context.Context, authority string, limit int) (int, error)
	// OldestPending returns the pending copy that was applied for first; NotFound
	// where none waits.
	OldestPending(ctx context.Context, authority string) (cert.Copy, error)
	// FailuresOf counts an authority's failed copies by reason, most first: the
	// latest, up to a limit, of those applied for since an instant.
	FailuresOf(ctx context.Context, authority string, since time.Time, limit int) ([]FailureCount, error)
	// FailedCopies returns the latest of an authority's copies that failed for a
	// reason and were applied for since an instant; at most limit.
	FailedCopies(ctx context.Context, authority, reason string, since time.Time, limit int) ([]cert.Copy, error)
	// OpenDeliveries returns an authority's deliveries that are neither public at
	// now nor given up, latest first; at most limit.
	OpenDeliveries(ctx context.Context, authority string, now time.Time, limit int) ([]Delivery, error)
	// OldestOpenProposal returns when the authority's open proposal that waits
	// longest was made; the zero time where none is open.
	OldestOpenProposal(ctx context.Context, authority string) (time.Time, error)
	// TrailWaitsSince returns when the first of the records that no link stands
	// for yet was written; the zero time where all are linked.
	TrailWaitsSince(ctx context.Context) (time.Time, error)
}
