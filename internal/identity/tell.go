package identity

import (
	"context"
	"encoding/json"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// Moved implements approval.Follower: the holders whose certificates an approved
// proposal concerns are told.
func (s *Service) Moved(ctx context.Context, tx store.Tx, p store.Proposal) error {
	if p.State != store.ProposalApproved {
		return nil
	}
	kind := messages.IdentityTied
	var accounts []store.Account
	var err error
	switch p.Kind {
	case LinkKind:
		accounts, err = accountsOfLink(ctx, tx, p)
	case NameKind:
		accounts, err = accountsOfName(ctx, tx, p)
	case CorrectKind:
		kind = messages.IdentityCorrected
		accounts, err = accountsOfCorrection(ctx, tx, p)
	}
	if err != nil {
		return fault.Wrap("identity.Moved", err)
	}
	return fault.Wrap("identity.Moved", s.Desk.TellAll(ctx, tx, accounts, kind))
}

// accountsOfLink are the proven accounts registered for either document.
func accountsOfLink(ctx context.Context, r store.Reader, p store.Proposal) ([]store.Account, error) {
	var tie person.DocumentTie
	if err := json.Unmarshal(p.Content.Payload, &tie); err != nil {
		return nil, err
	}
	var claimed []store.Account
	for _, d := range tie.Documents {
		all, err := r.AccountsByDocument(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			if a.Claimed() {
				claimed = append(claimed, a)
			}
		}
	}
	return claimed, nil
}

func accountsOfName(ctx context.Context, r store.Reader, p store.Proposal) ([]store.Account, error) {
	var tie person.NameTie
	if err := json.Unmarshal(p.Content.Payload, &tie); err != nil {
		return nil, err
	}
	return telling.Accounts(ctx, r, p.Authority, person.Identity{Name: tie.Recorded, Document: tie.Document})
}

// accountsOfCorrection are those that go by the identity before the correction.
func accountsOfCorrection(ctx context.Context, r store.Reader, p store.Proposal) ([]store.Account, error) {
	var asked Correction
	if err := json.Unmarshal(p.Content.Payload, &asked); err != nil {
		return nil, err
	}
	before, err := r.Certificate(ctx, asked.Certificate)
	if err != nil {
		return nil, err
	}
	return telling.Accounts(ctx, r, p.Authority, before.Holder)
}
