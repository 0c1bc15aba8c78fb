package identity

import (
	"context"
	"encoding/json"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// untie is what a proposal of that kind asks for: the approved proposal whose
// tie no longer counts, and the tie.
type untie struct {
	Made     string
	Kind     store.ProposalKind
	Document person.DocumentTie
	Name     person.NameTie
}

// ProposeUntie proposes that what an approved proposal of the authority tied no
// longer counts. It fails with NotFound for what is no such proposal, and as
// approval.Service.Propose does.
func (s *Service) ProposeUntie(ctx context.Context, by store.Account, made string, why Grounds) (store.Proposal, error) {
	const op = "identity.ProposeUntie"
	return s.propose(ctx, op, by, func(ctx context.Context, r store.Reader) (approval.Draft, error) {
		p, err := r.Proposal(ctx, made)
		if err != nil {
			return approval.Draft{}, err
		}
		if p.Authority != by.Authority || p.State != store.ProposalApproved || p.Kind != LinkKind && p.Kind != NameKind {
			return approval.Draft{}, fault.New(op, fault.NotFound, "not_found")
		}
		asked := untie{Made: p.ID, Kind: p.Kind}
		if p.Kind == LinkKind {
			err = json.Unmarshal(p.Content.Payload, &asked.Document)
		} else {
			err = json.Unmarshal(p.Content.Payload, &asked.Name)
		}
		if err != nil {
			return approval.Draft{}, err
		}
		changes := make([]store.Change, len(p.Content.Changes))
		for i, c := range p.Content.Changes {
			changes[i] = store.Change{Field: c.Field, Before: c.After}
		}
		payload, err := json.Marshal(asked)
		return approval.Draft{Kind: UntieKind, Subject: p.Subject, Content: why.content(changes, payload)}, err
	})
}

// applyUntie removes a tie. One that is gone already is nothing to remove: the
// proposal stays open, to be rejected or withdrawn.
func (s *Service) applyUntie(ctx context.Context, tx store.Tx, p store.Proposal) error {
	const op = "identity.applyUntie"
	var asked untie
	if err := json.Unmarshal(p.Content.Payload, &asked); err != nil {
		return fault.Wrap(op, err)
	}
	asked.Document.Authority, asked.Name.Authority = p.Authority, p.Authority
	remove := func() error { return tx.UntieNames(ctx, asked.Name) }
	if asked.Kind == LinkKind {
		remove = func() error { return tx.UntieDocuments(ctx, asked.Document) }
	}
	err := remove()
	if fault.Is(err, fault.NotFound) {
		err = fault.New(op, fault.Conflict, "identity_not_tied")
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.record(ctx, tx, p, "identity.untie")
}
