// Package overview is what an authority's office looks at every morning: how
// many copies were applied for and sealed, what waits and why, what failed and
// can be tried again, and what is due.
package overview

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	hours = 24
	days  = 30
	// ahead is for how many days copies that run out are told, today included.
	ahead = 7
	// failuresFor is for how long a failure is told of, and can be tried again.
	failuresFor = days * 24 * time.Hour
	// countedTo is up to where what waits and what failed is counted.
	countedTo = 10_000
	// deliveriesShown is how many deliveries in work are listed.
	deliveriesShown = 10
	// chainsEnding is how long before its end a seal's chain is told of: a CA
	// takes weeks.
	chainsEnding = 90 * 24 * time.Hour
	// linkWithin is how long a record may wait to be linked to the trail's chain
	// before that is told.
	linkWithin = 10 * time.Second
)

// Service tells an office how it stands. It is safe for concurrent use.
type Service struct {
	Store  store.Store
	Policy cert.Policy
	// Obstacle says what keeps a pending copy from being sealed now; nil where
	// nothing does.
	Obstacle func(ctx context.Context, c cert.Copy) error
	// TSAs are the timestamp authorities as they stand now; nil for none.
	TSAs func(ctx context.Context) []TSA
	Now  func() time.Time // the one clock
}

// TSA is a timestamp authority.
type TSA struct {
	Name   string
	Reason fault.Reason // why it gives no tokens; "" where it does
	Since  time.Time    // of Reason; zero where that is not known
}

// Overview is how an authority stands at a moment. Nothing in it is another's.
type Overview struct {
	At       time.Time
	Hours    []Hour // the last 24, the one under way being the last
	Days     []Day  // the last 30, today being the last: what was applied for
	Median   time.Duration
	Slowest  time.Duration // 95 of 100 of those sealed in these hours took no longer
	Waiting  Waiting
	Failures []Failure // of 30 days, most copies first
	Expiring []Day     // 7 days, today being the first: the last day of how many copies

	Deliveries []store.Delivery // in work, latest first
	Proposals  Proposals
	Requests   Requests
	Seals      []EndingSeal // soonest first
	Raising    store.Raising
	TSAs       []TSA     // in the order in which they are asked
	TrailSince time.Time // the trail's records are not linked since then; zero where they are
}

// Hour is what was applied for and what became ready in an hour.
type Hour struct {
	From          time.Time
	Applied, Made int
}

// Day is a number of copies on a day.
type Day struct {
	On     civil.Date
	Copies int
}

// Waiting is what is not sealed yet.
type Waiting struct {
	Copies int
	More   bool // there are more than are counted
	Oldest time.Time
	Why    error // why the oldest waits; nil where its turn is to come
}

// Failure is the copies that failed for one reason.
type Failure struct {
	store.FailureCount
	Final bool // trying again cannot help
}

// Proposals is what waits for a second pair of eyes.
type Proposals struct {
	Open   int
	Oldest time.Time
}

// Requests is what holders asked to have set right and await an answer to.
type Requests struct {
	Open  int
	DueOn civil.Date // the soonest day by which one is to be answered
}

// Of returns how an authority stands now.
func (s *Service) Of(ctx context.Context, authority string) (Overview, error) {
	const op = "overview.Of"
	o := Overview{At: s.Now()}
	var oldest *cert.Copy
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if err := o.count(ctx, r, authority); err != nil {
			return err
		}
		if oldest, err = o.queue(ctx, r, authority); err != nil {
			return err
		}
		return o.due(ctx, r, authority)
	})
	if s.TSAs != nil {
		o.TSAs = s.TSAs(ctx)
	}
	if err == nil && oldest != nil {
		o.Waiting.Oldest = oldest.RequestedAt
		o.Waiting.Why = s.Obstacle(ctx, *oldest)
	}
	return o, fault.Wrap(op, err)
}

// count reads what was applied for, made, and runs out.
func (o *Overview) count(ctx context.Context, r store.FigureReader, authority string) error {
	today := civil.Of(o.At)
	first := today.AddDays(1 - days)
	applied, err := r.AppliedByHour(ctx, authority, first.Start())
	if err != nil {
		return err
	}
	from := o.At.Truncate(time.Hour).Add((1 - hours) * time.Hour)
	made, err := r.MadeByHour(ctx, authority, from)
	if err != nil {
		return err
	}
	expiring, err := r.ExpiringByDay(ctx, authority, today, today.AddDays(ahead-1))
	if err != nil {
		return err
	}
	o.Hours, o.Days, o.Expiring = byHour(from, applied, made), byDay(first, days, applied), make([]Day, ahead)
	for i := range o.Expiring {
		o.Expiring[i].On = today.AddDays(i)
	}
	for _, e := range expiring {
		o.Expiring[e.On.Sub(today)].Copies = e.Copies
	}
	o.Median, o.Slowest = percentile(made, 50), percentile(made, 95)
	return nil
}

// queue reads what waits and what failed, and returns what waits longest.
func (o *Overview) queue(ctx context.Context, r store.FigureReader, authority string) (*cert.Copy, error) {
	failures, err := r.FailuresOf(ctx, authority, o.At.Add(-failuresFor), countedTo)
	if err != nil {
		return nil, err
	}
	for _, f := range failures {
		o.Failures = append(o.Failures, Failure{f, final(f.Reason)})
	}
	if o.Waiting.Copies, err = r.PendingOf(ctx, authority, countedTo+1); err != nil || o.Waiting.Copies == 0 {
		return nil, err
	}
	if o.Waiting.Copies > countedTo {
		o.Waiting.Copies, o.Waiting.More = countedTo, true
	}
	oldest, err := r.OldestPending(ctx, authority)
	return &oldest, err
}

// due reads what the office itself has to do.
func (o *Overview) due(ctx context.Context, r store.Reader, authority string) (err error) {
	if o.Deliveries, err = r.OpenDeliveries(ctx, authority, o.At, deliveriesShown); err != nil {
		return err
	}
	if o.Proposals.Open, err = r.CountOpenProposals(ctx, authority); err != nil {
		return err
	}
	if o.Proposals.Oldest, err = r.OldestOpenProposal(ctx, authority); err != nil {
		return err
	}
	if o.Requests.Open, err = r.CountOpenRequests(ctx, authority); err != nil {
		return err
	}
	soonest, err := r.RequestsOfAuthority(ctx, store.RequestFilter{Authority: authority, Limit: 1})
	if err != nil {
		return err
	}
	for _, request := range soonest {
		o.Requests.DueOn = request.DueOn
	}
	all, err := r.Seals(ctx)
	if err != nil {
		return err
	}
	o.Seals = endingSeals(all, authority, o.At)
	if o.Raising, err = r.Raising(ctx, authority, countedTo); err != nil {
		return err
	}
	since, err := r.TrailWaitsSince(ctx)
	if !since.IsZero() && o.At.Sub(since) > linkWithin {
		o.TrailSince = since
	}
	return err
}
