package sealing

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/store"
)

// Renewal is a round in which copies get a new timestamp over all they bear,
// before the old one cannot be proven any more.
type Renewal struct {
	Due   store.Renewable
	Limit int // copies renewed at most; 0 for no limit
	// Pace is waited for before each copy; nil for none.
	Pace func(ctx context.Context) error
	// DryRun finds what is due and renews nothing.
	DryRun bool
}

// Renewed is what came of a round. Copies that are due are counted once, by the
// first cause that is true of them.
type Renewed struct {
	Due   map[Cause]int
	Done  int
	Fresh int                  // nobody had looked at them, and they are not due
	Kept  map[fault.Reason]int // due, and not renewed
}

// Cause is why a copy is due.
type Cause string

// The causes.
const (
	UnknownCause   Cause = "unknown"   // nobody has looked at it yet
	EndsCause      Cause = "ends"      // the chain of its newest timestamp ends too soon
	AlgorithmCause Cause = "algorithm" // its newest timestamp is signed with an algorithm that is given up
	LevelCause     Cause = "level"     // it is of a level that is given up
)

// page is how many copies are looked up at once.
const page = 200

// Renew renews what is due, by code. It may be cut off at any time and begun
// again: what is renewed is due no more. It ends early, with their error, where
// timestamps cannot be had, or where a new one is no better than the old.
func (p *Pipeline) Renew(ctx context.Context, r Renewal) (Renewed, error) {
	const op = "sealing.Renew"
	round := round{p: p, r: r, done: Renewed{Due: map[Cause]int{}, Kept: map[fault.Reason]int{}}}
	after := cert.Code("")
	for !round.full() {
		var due []store.Lasting
		err := p.Store.View(ctx, func(ctx context.Context, reader store.Reader) (err error) {
			due, err = reader.RenewableCopies(ctx, r.Due, after, page)
			return err
		})
		if err == nil && len(due) > 0 {
			after, err = round.all(ctx, due, after)
		}
		if err != nil || len(due) == 0 {
			return round.done, fault.Wrap(op, err)
		}
	}
	return round.done, nil
}

// round is a renewal under way.
type round struct {
	p *Pipeline
	r Renewal

	mu    sync.Mutex
	done  Renewed
	begun int // renewed, or under way
}

func (r *round) full() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.r.Limit > 0 && r.begun >= r.r.Limit
}

func (r *round) count(f func(done *Renewed)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.done)
}

// all renews what is due, as far as the limit allows, and returns the last that
// it came to.
func (r *round) all(ctx context.Context, due []store.Lasting, last cert.Code) (cert.Code, error) {
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(r.p.atOnce())
	for _, l := range due {
		if each.Err() != nil || r.full() {
			break
		}
		last = l.Code
		if r.r.DryRun {
			r.count(func(done *Renewed) { done.Due[r.cause(l)]++ })
			continue
		}
		if r.r.Pace != nil && r.r.Pace(each) != nil {
			break // it has ended
		}
		r.count(func(*Renewed) { r.begun++ })
		g.Go(func() error {
			done, err := r.one(each, l)
			if !done {
				r.count(func(*Renewed) { r.begun-- })
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return last, err
	}
	return last, ctx.Err()
}

// one renews a copy unless another process works on it.
func (r *round) one(ctx context.Context, l store.Lasting) (renewed bool, err error) {
	p, due := r.p, l
	err = p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		l, err = tx.ClaimLasting(ctx, p.Owner, due.Code, p.Now(), extendLease)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		r.count(func(done *Renewed) { done.Kept["copy_held"]++ })
		return false, nil
	}
	if err != nil { // whether it was claimed nobody can tell
		p.letGo(ctx, due)
		return false, err
	}
	if l.Level == "" {
		if fresh, err := r.look(ctx, &l); err != nil || fresh {
			return false, r.settle(ctx, l, err)
		}
	}
	cause := r.cause(l)
	r.count(func(done *Renewed) { done.Due[cause]++ })
	if err := p.extend(ctx, l, extension{action: "copy.renew", grow: p.renewed, enough: r.better}); err != nil {
		return false, r.settle(ctx, l, err)
	}
	r.count(func(done *Renewed) { done.Done++ })
	return true, nil
}

// look reads what a copy bears that was sealed before that was written down. One
// that is not due has its lease given up with that.
func (r *round) look(ctx context.Context, l *store.Lasting) (fresh bool, err error) {
	_, file, err := r.p.shown(ctx, *l)
	if err != nil {
		return false, err
	}
	has, err := lasting.Read(ctx, file)
	if err != nil {
		return false, err
	}
	l.Level, l.Ends, l.Algorithm = has.Level.String(), has.Clock.Ends, has.Clock.Algorithm
	if r.cause(*l) != UnknownCause {
		return false, nil
	}
	r.count(func(done *Renewed) { done.Fresh++ })
	return true, r.p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.FinishLasting(ctx, r.p.Owner, *l)
	})
}

// cause is why a copy is due; UnknownCause for one that is not, as far as is
// known.
func (r *round) cause(l store.Lasting) Cause {
	due := r.r.Due
	switch {
	case !l.Ends.IsZero() && l.Ends.Before(due.Before):
		return EndsCause
	case l.Algorithm != "" && slices.Contains(due.Algorithms, l.Algorithm):
		return AlgorithmCause
	case l.Level != "" && slices.Contains(due.Levels, l.Level):
		return LevelCause
	default:
		return UnknownCause
	}
}

// settle notes why a copy was not renewed. Trouble that every other copy would
// meet as well ends the round.
func (r *round) settle(ctx context.Context, l store.Lasting, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		r.p.letGo(ctx, l)
		return ctx.Err()
	}
	reason := fault.ReasonOf(err)
	r.count(func(done *Renewed) { done.Kept[reason]++ })
	r.p.Log.WarnContext(ctx, "copy is not renewed", slog.String("code", string(l.Code)), slog.Any("error", err))
	if aside := r.p.putAside(ctx, l, err); aside != nil && !fault.Is(aside, fault.Conflict) {
		return aside
	}
	switch reason {
	case "tsa_unavailable", "clock_differs", "renewal_in_vain":
		return err
	}
	return nil
}

// renewed adds what proves the newest timestamp, and one over all of it. A copy
// that has no document timestamp yet gets all that B-LTA asks for.
func (p *Pipeline) renewed(ctx context.Context, file []byte, had lasting.Proof) ([]byte, error) {
	const op = "sealing.renewed"
	switch {
	case p.Stamps == nil:
		return nil, fault.New(op, fault.Unavailable, "tsa_unavailable")
	case had.Level < pades.BaselineLTA:
		return p.raiseTo(ctx, file, had, pades.BaselineLTA)
	}
	// What proves the rest stands in the file, under that timestamp.
	material, err := p.prover(ctx, nil, had.Tokens[len(had.Tokens)-1])
	if err != nil {
		return nil, err
	}
	return pades.Raise(ctx, file, material, p.stamp)
}

// better says why a file is not due less than before.
func (r *round) better(had, has lasting.Proof) error {
	given := slices.Contains(r.r.Due.Algorithms, has.Clock.Algorithm)
	switch {
	case has.Level < pades.BaselineLTA || len(has.Tokens) <= len(had.Tokens):
		return fault.New("sealing.better", fault.Other, "copy_not_raised")
	case given, has.Clock.Ends.Before(r.r.Due.Before) && !has.Clock.Ends.After(had.Clock.Ends):
		return fault.New("sealing.better", fault.Conflict, "renewal_in_vain").With("day", has.Clock.Ends)
	}
	return nil
}
