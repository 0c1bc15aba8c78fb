package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

// Proposal (待复核事项) is a change that waits for a second person, or did.
type Proposal struct {
	ID          string          `json:"id"`
	Kind        string          `json:"kind" doc:"e.g. certificate.revoke, catalogue.version"`
	Subject     string          `json:"subject" doc:"ID of what would change"`
	State       string          `json:"state" enum:"open,approved,rejected,withdrawn"`
	Changes     []ProposedValue `json:"changes" nullable:"false"`
	Reason      string          `json:"reason"`
	LegalBase   string          `json:"legal_base,omitempty"`
	EffectiveOn string          `json:"effective_on,omitempty" format:"date"`
	Evidence    []string        `json:"evidence" nullable:"false" doc:"Names of the files"`
	ProposedBy  string          `json:"proposed_by" doc:"User name, or the name of a key"`
	ProposedAt  time.Time       `json:"proposed_at"`
	Own         bool            `json:"own" doc:"Made with this key, which may withdraw it while it is open"`
	DecidedBy   string          `json:"decided_by,omitempty"`
	DecidedAt   *time.Time      `json:"decided_at,omitempty"`
	Answer      string          `json:"answer,omitempty" doc:"Why it was sent back"`
}

// ProposedValue is one value before and after. Numbers of documents and
// telephones are hidden.
type ProposedValue struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Proposals is a page of them.
type Proposals struct {
	Proposals []Proposal `json:"proposals" nullable:"false"`
	Page
}

type proposalOutput struct{ Body Proposal }

type proposalsOutput struct{ Body Proposals }

type proposalsInput struct {
	State  string `query:"state" enum:"open,approved,rejected,withdrawn"`
	Kind   string `query:"kind" maxLength:"64" doc:"A kind, or the beginning of several, up to a dot"`
	Own    bool   `query:"own" doc:"Only those made with this key"`
	Cursor string `query:"cursor" maxLength:"1000" doc:"next_cursor of the page before, with the same state, kind and own"`
}

type proposalInput struct {
	ID string `path:"id" maxLength:"64"`
}

const proposalsAPage = 50

func (r *routes) proposals() {
	add(r, operation{
		method: http.MethodGet, path: "/proposals", id: "listProposals", tag: "proposals", summary: "List proposals, newest first", rule: reads(apikeys.ProposeChanges),
	}, r.listProposals)
	add(r, operation{
		method: http.MethodGet, path: "/proposals/{id}", id: "getProposal", tag: "proposals", summary: "One proposal, and how it was decided", rule: reads(apikeys.ProposeChanges),
	}, func(ctx context.Context, c apikeys.Caller, in *proposalInput) (*proposalOutput, error) {
		p, err := r.Approval.Find(ctx, c.Key.Authority, in.ID)
		if err != nil {
			return nil, err
		}
		return r.proposal(ctx, c, p)
	})
	add(r, operation{
		method: http.MethodPost, path: "/proposals/{id}/withdrawal", id: "withdrawProposal", tag: "proposals", summary: "Take back a proposal of this key", rule: reads(apikeys.ProposeChanges),
	}, func(ctx context.Context, c apikeys.Caller, in *proposalInput) (*proposalOutput, error) {
		p, err := r.Approval.Withdraw(ctx, c.Acting(store.OfficerRole), in.ID)
		if err != nil {
			return nil, err
		}
		return r.proposal(ctx, c, p)
	})
}

func (a *API) listProposals(ctx context.Context, c apikeys.Caller, in *proposalsInput) (*proposalsOutput, error) {
	const list = "proposals"
	f := store.ProposalFilter{
		Authority: c.Key.Authority, State: store.ProposalState(in.State), Kind: store.ProposalKind(in.Kind), Limit: proposalsAPage + 1,
	}
	if in.Own {
		f.By = c.ID()
	}
	if err := a.cursor(list, c.Key.Authority, in.Cursor, &f.After); err != nil {
		return nil, err
	}
	found, err := a.Approval.List(ctx, f)
	if err != nil {
		return nil, err
	}
	more, last := len(found) > proposalsAPage, ""
	if more {
		found = found[:proposalsAPage]
		last = found[len(found)-1].ID
	}
	names, err := a.Approval.People(ctx, c.Key.Authority, found...)
	if err != nil {
		return nil, err
	}
	out := Proposals{Proposals: make([]Proposal, len(found))}
	for i, p := range found {
		out.Proposals[i] = proposalOf(p, c, names)
	}
	out.Page, err = a.next(list, c.Key.Authority, more, last)
	return &proposalsOutput{out}, err
}

func (a *API) proposal(ctx context.Context, c apikeys.Caller, p store.Proposal) (*proposalOutput, error) {
	names, err := a.Approval.People(ctx, c.Key.Authority, p)
	return &proposalOutput{proposalOf(p, c, names)}, err
}

func proposalOf(p store.Proposal, c apikeys.Caller, names map[string]string) Proposal {
	name := func(actor string) string {
		if names[actor] != "" {
			return names[actor]
		}
		return actor
	}
	out := Proposal{
		ID: p.ID, Kind: string(p.Kind), Subject: p.Subject, State: string(p.State), Changes: []ProposedValue{}, Reason: p.Content.Reason,
		LegalBase: p.Content.LegalBase, EffectiveOn: p.Content.EffectiveOn.String(), Evidence: []string{},
		ProposedBy: name(p.ProposedBy), ProposedAt: p.ProposedAt, Own: p.ProposedBy == c.ID(),
		DecidedBy: name(p.DecidedBy), DecidedAt: instant(p.DecidedAt), Answer: p.Answer,
	}
	for _, v := range p.Content.Changes {
		if v.Field == cert.FieldDocumentNumber || v.Field == cert.FieldMobile {
			v.Before, v.After = "***", "***"
		}
		out.Changes = append(out.Changes, ProposedValue{v.Field, v.Before, v.After})
	}
	for _, e := range p.Content.Evidence {
		out.Evidence = append(out.Evidence, e.Name)
	}
	return out
}
