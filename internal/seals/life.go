package seals

import (
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// The proposals about seals: whoever keeps seals proposes one, another approves.
const (
	CreateKind   store.ProposalKind = "seal.create"   // make its key
	ActivateKind store.ProposalKind = "seal.activate" // put it into use with its chain
	ScopeKind    store.ProposalKind = "seal.scope"    // change what it may seal
	BudgetKind   store.ProposalKind = "seal.budget"
	LevelKind    store.ProposalKind = "seal.level" // how long what it seals can be proven
	FreezeKind   store.ProposalKind = "seal.freeze"
	UnfreezeKind store.ProposalKind = "seal.unfreeze"
	RetireKind   store.ProposalKind = "seal.retire"
	RevokeKind   store.ProposalKind = "seal.revoke" // revoke the certificate of one retired before
	// CompromiseKind says since when its key may have been in other hands, and
	// retires it.
	CompromiseKind store.ProposalKind = "seal.compromise"
)

// Kinds lists the proposals about seals.
func Kinds() []store.ProposalKind {
	return []store.ProposalKind{CreateKind, ActivateKind, ScopeKind, BudgetKind, LevelKind, FreezeKind, UnfreezeKind, RetireKind, RevokeKind, CompromiseKind}
}

// Next is the state that a change leads to from a state: Conflict
// seal_change_not_possible where there is no way.
func Next(k store.ProposalKind, from store.SealState) (store.SealState, error) {
	awaiting, active, frozen := from == store.SealAwaitingChain, from == store.SealActive, from == store.SealFrozen
	retired := from == store.SealRetired
	switch {
	case k == ActivateKind && awaiting, k == UnfreezeKind && frozen:
		return store.SealActive, nil
	case k == FreezeKind && active:
		return store.SealFrozen, nil
	case k == RetireKind && (awaiting || active || frozen):
		return store.SealRetired, nil
	case k == RevokeKind && retired:
		return from, nil
	case k == CompromiseKind && (active || frozen || retired): // what was retired long ago may turn out to have been copied
		return store.SealRetired, nil
	case (k == ScopeKind || k == BudgetKind || k == LevelKind) && (awaiting || active || frozen):
		return from, nil
	}
	return from, fault.New("seals.Next", fault.Conflict, "seal_change_not_possible").With("state", string(from))
}

// Possible lists the changes that a seal's state allows.
func Possible(from store.SealState) (kinds []store.ProposalKind) {
	for _, k := range Kinds() {
		if _, err := Next(k, from); err == nil {
			kinds = append(kinds, k)
		}
	}
	return kinds
}
