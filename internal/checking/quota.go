package checking

import (
	"context"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Quota is what an organisation may look up on a day, by data, in batches and
// over the API.
type Quota struct {
	Day   civil.Date
	Limit int // certificates asked about, found or not
	Left  int
}

// Quota returns an organisation's of today.
func (l *Lookup) Quota(ctx context.Context, organisation string) (Quota, error) {
	q := Quota{Day: civil.Of(l.Now()), Limit: l.Policy.LookupsPerDay}
	err := l.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		taken, err := r.LookupsTaken(ctx, organisation, q.Day)
		q.Left = max(q.Limit-taken, 0)
		return err
	})
	return q, fault.Wrap("checking.Quota", err)
}

// Take takes one of an organisation's look-ups of today, for a file or a code
// that a program of its asks about, and returns what is left. It fails with
// Exhausted lookups_used_up.
func (l *Lookup) Take(ctx context.Context, organisation string) (Quota, error) {
	q := Quota{Day: civil.Of(l.Now()), Limit: l.Policy.LookupsPerDay}
	err := l.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		q.Left, err = tx.TakeLookups(ctx, organisation, q.Day, 1, q.Limit)
		return err
	})
	return q, fault.Wrap("checking.Take", err)
}
