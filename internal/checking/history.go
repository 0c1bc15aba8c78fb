package checking

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// waitingChecks bounds the checks not yet written, some 4 MB of them; what
	// comes beyond is not kept, for nobody who checks ever waits for it.
	waitingChecks = 1 << 14
	// writtenAtOnce is how many one Flush writes, so that a flood of checks is
	// not slowed down by its own history.
	writtenAtOnce = 1 << 12
)

// History keeps when and by which way copies were checked, for their holders.
// It is safe for concurrent use.
type History struct {
	store store.Store
	now   func() time.Time
	keep  time.Duration
	log   *slog.Logger

	mu      sync.Mutex
	waiting []store.Check
	missed  int // that came beyond, since the last Flush
}

// NewHistory makes a history that forgets checks after so many days.
func NewHistory(s store.Store, now func() time.Time, keepDays int, log *slog.Logger) *History {
	return &History{store: s, now: now, keep: time.Duration(keepDays) * 24 * time.Hour, log: log}
}

// Note notes a check of this moment. It never waits for a database.
func (h *History) Note(c store.Check) {
	c.At = h.now()
	h.add(c)
}

func (h *History) add(checks ...store.Check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	room := min(len(checks), waitingChecks-len(h.waiting))
	h.waiting = append(h.waiting, checks[:room]...)
	h.missed += len(checks) - room
}

// Flush writes what was noted first, in one transaction, and reports whether
// more waits. What cannot be written waits for the next one.
func (h *History) Flush(ctx context.Context) (more bool, err error) {
	some, missed, more := h.take()
	if missed > 0 {
		h.log.WarnContext(ctx, "checks are not in their copies' history: too many at once", slog.Int("checks", missed))
	}
	if len(some) == 0 {
		return false, nil
	}
	// In the order in which they are stored, neighbours are written to one page.
	slices.SortFunc(some, func(a, b store.Check) int { return strings.Compare(string(a.Certificate), string(b.Certificate)) })
	err = h.store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.AddChecks(ctx, some) })
	if err != nil {
		h.add(some...)
	}
	return more, fault.Wrap("checking.Flush", err)
}

// take gives the checks to write next, how many were missed since it did last,
// and whether more wait.
func (h *History) take() (some []store.Check, missed int, more bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	missed, h.missed = h.missed, 0
	n := min(len(h.waiting), writtenAtOnce)
	some = slices.Clone(h.waiting[:n])
	h.waiting = slices.Delete(h.waiting, 0, n)
	return some, missed, len(h.waiting) > 0
}

// Prune forgets checks that are older than they are kept.
func (h *History) Prune(ctx context.Context) error {
	return fault.Wrap("checking.Prune", h.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.ForgetChecks(ctx, h.now().Add(-h.keep))
	}))
}
