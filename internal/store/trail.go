package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
)

// Unchained is what the chain of the audit trail does not hold yet.
type Unchained struct {
	Waiting int   // records that no link stands for
	First   int64 // sequence of the first of them; 0 for none
	Gone    int64 // sequence of a record that waited to be linked and is there no more; 0 for none
}

// TrailReader reads the audit trail and its chain.
type TrailReader interface {
	// Trail returns the latest audit entries, newest first.
	Trail(ctx context.Context, limit int) ([]audit.Entry, error)
	// SearchTrail returns the records that the filter chooses, latest instant
	// first, and of one instant the last written first; at most limit (1 to
	// ListLimit) that come after the place, from the newest where that is zero.
	SearchTrail(ctx context.Context, f audit.Filter, after audit.Place, limit int) ([]audit.Record, error)
	// TrailRecords returns the records with the sequences, at most ListLimit,
	// in no order; those that are not there are left out.
	TrailRecords(ctx context.Context, sequences []int64) ([]audit.Record, error)
	// TrailHead returns the end of the chain, the zero Head where it is empty.
	TrailHead(ctx context.Context) (audit.Head, error)
	// TrailLinks returns the links after a position, in order, at most limit (1
	// to ListLimit).
	TrailLinks(ctx context.Context, after int64, limit int) ([]audit.Link, error)
	// TrailWaits reports whether records wait to be linked.
	TrailWaits(ctx context.Context) (bool, error)
	// Unchained looks through the whole trail for records from before the
	// instant that no link stands for.
	Unchained(ctx context.Context, before time.Time) (Unchained, error)
}

// TrailWriter writes the audit trail and its chain.
type TrailWriter interface {
	// Record adds a line to the audit trail, completed from the context.
	Record(ctx context.Context, e audit.Entry) error
	// ChainTrail links up to limit (1 to ListLimit) of the records that wait to
	// the chain, lowest sequence first, and returns how many: 0 where none
	// waits, or where another transaction is at it.
	ChainTrail(ctx context.Context, limit int) (int, error)
}
