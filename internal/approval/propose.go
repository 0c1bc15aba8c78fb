package approval

import (
	"context"
	"crypto/rand"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// The limits of what a proposal says, in code points.
const (
	maxReason    = 1000
	maxLegalBase = 300
)

// Draft is a proposal before it is made. Evidence is kept by KeepEvidence.
type Draft struct {
	Kind    store.ProposalKind
	Subject string
	Content store.ProposalContent
}

// Propose makes a proposal of the person's authority. It fails with Denied
// duty_missing where the role may not, Invalid reason_missing, reason_too_long
// or evidence_too_many, and Conflict proposal_open where the same is proposed
// already.
func (s *Service) Propose(ctx context.Context, by store.Account, d Draft) (p store.Proposal, err error) {
	const op = "approval.Propose"
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		p, err = s.ProposeIn(ctx, tx, by, d)
		return err
	})
	return p, fault.Wrap(op, err)
}

// ProposeIn is Propose in a transaction that has begun, for a proposal that
// belongs to another change.
func (s *Service) ProposeIn(ctx context.Context, tx store.Tx, by store.Account, d Draft) (store.Proposal, error) {
	const op = "approval.Propose"
	r, err := s.rule(op, d.Kind)
	if err != nil {
		return store.Proposal{}, err
	}
	if !r.Propose(by.Role) {
		return store.Proposal{}, fault.New(op, fault.Denied, "duty_missing")
	}
	if err := checkContent(&d.Content); err != nil {
		return store.Proposal{}, err
	}
	p := store.Proposal{
		ID: strings.ToLower(rand.Text()), Authority: by.Authority, Kind: d.Kind, Subject: d.Subject, Content: d.Content,
		ProposedBy: by.ID, ProposedAt: s.Now(), State: store.ProposalOpen,
	}
	if err := tx.AddProposal(ctx, p); err != nil {
		return store.Proposal{}, err
	}
	if err := s.moved(ctx, tx, p); err != nil {
		return store.Proposal{}, err
	}
	return p, s.record(ctx, tx, p, "proposal.propose", by.ID, p.Content.Reason)
}

func checkContent(c *store.ProposalContent) error {
	const op = "approval.Propose"
	c.Reason, c.LegalBase = strings.TrimSpace(c.Reason), strings.TrimSpace(c.LegalBase)
	switch {
	case c.Reason == "":
		return fault.New(op, fault.Invalid, "reason_missing").At("reason")
	case utf8.RuneCountInString(c.Reason) > maxReason:
		return fault.New(op, fault.Invalid, "reason_too_long").At("reason").With("limit", maxReason)
	case utf8.RuneCountInString(c.LegalBase) > maxLegalBase:
		return fault.New(op, fault.Invalid, "reason_too_long").At("legal_base").With("limit", maxLegalBase)
	case len(c.Evidence) > MaxEvidence:
		return fault.New(op, fault.Invalid, "evidence_too_many").At("evidence").With("limit", MaxEvidence)
	}
	return nil
}

func (s *Service) record(ctx context.Context, tx store.Tx, p store.Proposal, action, actor, why string) error {
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: actor, Authority: p.Authority, Action: action, Subject: p.ID,
		Reason: why, Detail: string(p.Kind) + " " + p.Subject,
	})
}
