package seals

import (
	"context"
	"slices"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/store"
)

// Custody is what custodians do with their authority's seals. It is safe for
// concurrent use.
type Custody struct {
	Store    store.Store
	Approval *approval.Service
	Vault    key.Vault
	Device   key.Device // keeps keys that never leave it; nil for none
	Demo     bool       // the installation is a demonstration, and its seals say so
	Now      func() time.Time

	imported sync.Map // *ImportedKey by the ID of the seal it is to be of
}

// Rules are the rules of the proposals made here, for the approval service.
func (c *Custody) Rules(keeps func(store.Role) bool) map[store.ProposalKind]approval.Rule {
	rules := map[store.ProposalKind]approval.Rule{}
	for _, k := range Kinds() {
		rules[k] = approval.Rule{Propose: keeps, Approve: keeps, Executor: c}
	}
	return rules
}

// Kept is a seal with how often it was used, and its turn.
type Kept struct {
	store.Seal
	Uses store.SealCount // OnDay: today
	Turn Turn            // today
}

// List returns an authority's seals, newest first.
func (c *Custody) List(ctx context.Context, authority string) (kept []Kept, err error) {
	err = c.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all, err := r.Seals(ctx)
		if err != nil {
			return err
		}
		today := civil.Of(c.Now())
		counts, err := r.SealCounts(ctx, today)
		for _, s := range slices.Backward(all) {
			if s.Authority == authority {
				kept = append(kept, Kept{s, counts[s.ID], TurnOf(s, all, today)})
			}
		}
		return err
	})
	return kept, fault.Wrap("seals.List", err)
}

// raisingCountedTo is up to where copies that wait to be raised are counted.
const raisingCountedTo = 10_000

// Raising counts what of an authority's seals' copies waits for its timestamps.
func (c *Custody) Raising(ctx context.Context, authority string) (waiting store.Raising, err error) {
	err = c.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		waiting, err = r.Raising(ctx, authority, raisingCountedTo)
		return err
	})
	return waiting, fault.Wrap("seals.Raising", err)
}

// Find returns one of an authority's seals; another's is NotFound.
func (c *Custody) Find(ctx context.Context, authority, id string) (Kept, error) {
	const op = "seals.Find"
	kept, err := c.List(ctx, authority)
	if err != nil {
		return Kept{}, fault.Wrap(op, err)
	}
	i := slices.IndexFunc(kept, func(k Kept) bool { return k.ID == id })
	if i < 0 {
		return Kept{}, fault.New(op, fault.NotFound, "not_found")
	}
	return kept[i], nil
}
