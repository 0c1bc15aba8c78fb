package checking

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// waitingChecks bounds the checks not yet written; what comes beyond is not
// kept, for nobody who checks ever waits for it.
const waitingChecks = 4096

// History keeps when and by which way copies were checked, for their holders.
// It is safe for concurrent use.
type History struct {
	store   store.Store
	now     func() time.Time
	keep    time.Duration
	waiting chan store.Check
	missed  atomic.Int64 // that came beyond, since the last Flush
	log     *slog.Logger
}

// NewHistory makes a history that forgets checks after so many days.
func NewHistory(s store.Store, now func() time.Time, keepDays int, log *slog.Logger) *History {
	return &History{store: s, now: now, keep: time.Duration(keepDays) * 24 * time.Hour, waiting: make(chan store.Check, waitingChecks), log: log}
}

// Note notes a check of this moment. It never waits.
func (h *History) Note(c store.Check) {
	c.At = h.now()
	select {
	case h.waiting <- c:
	default:
		h.missed.Add(1)
	}
}

// Flush writes what was noted, in one transaction. What cannot be written is
// not tried again.
func (h *History) Flush(ctx context.Context) error {
	if missed := h.missed.Swap(0); missed > 0 {
		h.log.WarnContext(ctx, "checks are not in their copies' history: too many at once", slog.Int64("checks", missed))
	}
	var all []store.Check
	for n := len(h.waiting); n > 0; n-- {
		all = append(all, <-h.waiting)
	}
	if len(all) == 0 {
		return nil
	}
	// In the order in which they are stored, neighbours are written to one page.
	slices.SortFunc(all, func(a, b store.Check) int { return strings.Compare(string(a.Certificate), string(b.Certificate)) })
	return fault.Wrap("checking.Flush", h.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.AddChecks(ctx, all)
	}))
}

// Prune forgets checks that are older than they are kept.
func (h *History) Prune(ctx context.Context) error {
	return fault.Wrap("checking.Prune", h.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.ForgetChecks(ctx, h.now().Add(-h.keep))
	}))
}
