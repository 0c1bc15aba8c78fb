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
	// waitingChecks bounds the checks not yet written, some 15 MB of them; what
	// comes beyond is not kept, for nobody who checks ever waits for it.
	waitingChecks = 1 << 16
	// writtenAtOnce is how many one transaction writes.
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

// Flush writes what was noted. What cannot be written waits for the next one.
func (h *History) Flush(ctx context.Context) error {
	h.mu.Lock()
	all, missed := h.waiting, h.missed
	h.waiting, h.missed = nil, 0
	h.mu.Unlock()
	if missed > 0 {
		h.log.WarnContext(ctx, "checks are not in their copies' history: too many at once", slog.Int("checks", missed))
	}
	// In the order in which they are stored, neighbours are written to one page.
	slices.SortFunc(all, func(a, b store.Check) int { return strings.Compare(string(a.Certificate), string(b.Certificate)) })
	for len(all) > 0 {
		some := all[:min(len(all), writtenAtOnce)]
		err := h.store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.AddChecks(ctx, some) })
		if err != nil {
			h.add(all...)
			return fault.Wrap("checking.Flush", err)
		}
		all = all[len(some):]
	}
	return nil
}

// Prune forgets checks that are older than they are kept.
func (h *History) Prune(ctx context.Context) error {
	return fault.Wrap("checking.Prune", h.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.ForgetChecks(ctx, h.now().Add(-h.keep))
	}))
}
