package sealing

import (
	"cmp"
	"context"
	"crypto/x509"
	"log/slog"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/store"
)

// RaiseWaiting raises copies that were sealed while no timestamp could be had to
// the level that their seals ask for, until none is left that nobody else holds,
// and tells how many. While there are still no timestamps it does nothing. What
// cannot be raised now is tried again later, and keeps why; the first such
// trouble is returned.
func (p *Pipeline) RaiseWaiting(ctx context.Context) (raised int, err error) {
	const op = "sealing.RaiseWaiting"
	var trouble error
	for p.stampable(ctx) {
		var claimed []store.Lasting
		err := p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			claimed, err = tx.ClaimRaising(ctx, p.Owner, p.Now(), extendLease, batch)
			return err
		})
		if err != nil {
			return raised, fault.Wrap(op, err)
		}
		if len(claimed) == 0 {
			break
		}
		n, err := p.raiseAll(ctx, claimed)
		if raised += n; err != nil && trouble == nil {
			trouble = err
		}
	}
	return raised, fault.Wrap(op, trouble)
}

// Raised reports whether every copy has what its seal asks for: copies_rising,
// or why the one that waits longest was not raised, while one has not.
func (p *Pipeline) Raised(ctx context.Context) error {
	const op = "sealing.Raised"
	var waiting store.Raising
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		waiting, err = r.Raising(ctx, "", 1)
		return err
	})
	if err != nil || waiting.Copies == 0 {
		return fault.Wrap(op, err)
	}
	return fault.New(op, fault.Unavailable, cmp.Or(waiting.Reason, "copies_rising"))
}

func (p *Pipeline) stampable(ctx context.Context) bool {
	return p.Stamps != nil && p.Stamps.Clock() == nil && p.Stamps.Able(ctx) == nil
}

func (p *Pipeline) raiseAll(ctx context.Context, claimed []store.Lasting) (int, error) {
	var raised atomic.Int64
	var g errgroup.Group
	g.SetLimit(p.atOnce())
	for _, l := range claimed {
		g.Go(func() error {
			err := p.raiseOne(ctx, l)
			if err == nil {
				raised.Add(1)
				return nil
			}
			return p.notRaised(ctx, l, err)
		})
	}
	err := g.Wait()
	return int(raised.Load()), err
}

// notRaised puts a copy aside, and returns why where that is trouble.
func (p *Pipeline) notRaised(ctx context.Context, l store.Lasting, why error) error {
	if ctx.Err() != nil {
		p.letGo(ctx, l)
		return ctx.Err()
	}
	if err := p.putAside(ctx, l, why); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	if fault.ReasonOf(why) == "copy_ended" {
		return nil
	}
	p.Log.ErrorContext(ctx, "copy is not raised", slog.String("code", string(l.Code)), slog.Any("error", why))
	return why
}

func (p *Pipeline) raiseOne(ctx context.Context, l store.Lasting) error {
	wanted, err := pades.ParseLevel(l.Wanted)
	if err != nil {
		return err
	}
	return p.extend(ctx, l, extension{
		action: "copy.raise",
		grow: func(ctx context.Context, file []byte, had lasting.Proof) ([]byte, error) {
			return p.raiseTo(ctx, file, had, wanted)
		},
		enough: func(_, has lasting.Proof) error {
			if has.Level < wanted {
				return fault.New("sealing.raiseOne", fault.Other, "copy_not_raised")
			}
			return nil
		},
	})
}

// raiseTo adds what a file lacks of a level. The time comes first: what proves
// the certificates of its maker must be in the store as well.
func (p *Pipeline) raiseTo(ctx context.Context, file []byte, had lasting.Proof, wanted pades.Level) ([]byte, error) {
	if wanted > pades.BaselineT { // before a timestamp is asked for in vain
		if _, err := p.prover(ctx, had.Seal); err != nil {
			return nil, err
		}
	}
	if had.Level == pades.BaselineB {
		stamped, err := pades.Raise(ctx, file, addition.Material{}, p.stamp)
		if err != nil {
			return nil, err
		}
		if had, err = lasting.Read(ctx, stamped); err != nil {
			return nil, err
		}
		file = stamped
	}
	if wanted <= had.Level {
		return file, nil
	}
	material, err := p.prover(ctx, had.Seal, had.Tokens...)
	if err != nil {
		return nil, err
	}
	var stamp pades.Stamp
	if wanted == pades.BaselineLTA {
		stamp = p.stamp
	}
	return pades.Raise(ctx, file, material, stamp)
}

// prover is Evidence where there is any.
func (p *Pipeline) prover(ctx context.Context, chain []*x509.Certificate, tokens ...[]byte) (addition.Material, error) {
	if p.Evidence == nil {
		return addition.Material{}, fault.New("sealing.prover", fault.Unavailable, "evidence_missing").With("issuer", "")
	}
	return p.Evidence.Prove(ctx, chain, tokens...)
}
