package approval

import (
	"context"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Approve carries a proposal out. It fails with NotFound for another
// authority's, Denied duty_missing or second_pair_of_eyes (whoever proposed it
// may not approve it), Conflict proposal_decided, and whatever carrying it out
// fails with; then it stays open.
func (s *Service) Approve(ctx context.Context, by store.Account, id string) (store.Proposal, error) {
	return s.decide(ctx, "approval.Approve", by, id, func(ctx context.Context, tx store.Tx, r Rule, p *store.Proposal) error {
		if by.ID == p.ProposedBy {
			return fault.New("approval.Approve", fault.Denied, "second_pair_of_eyes")
		}
		p.State = store.ProposalApproved
		if err := r.Executor.Apply(ctx, tx, *p); err != nil {
			return err
		}
		return s.record(ctx, tx, *p, "proposal.approve", by.ID, "")
	})
}

// Reject sends a proposal back with an answer; without one it is Invalid
// answer_missing, with one longer than a proposal's reason may be
// reason_too_long. It fails as Approve does otherwise.
func (s *Service) Reject(ctx context.Context, by store.Account, id, answer string) (store.Proposal, error) {
	const op = "approval.Reject"
	answer = strings.TrimSpace(answer)
	if answer == "" {
		return store.Proposal{}, fault.New(op, fault.Invalid, "answer_missing").At("answer")
	}
	if utf8.RuneCountInString(answer) > maxReason {
		return store.Proposal{}, fault.New(op, fault.Invalid, "reason_too_long").At("answer").With("limit", maxReason)
	}
	return s.decide(ctx, op, by, id, func(ctx context.Context, tx store.Tx, _ Rule, p *store.Proposal) error {
		if by.ID == p.ProposedBy {
			return fault.New(op, fault.Denied, "second_pair_of_eyes")
		}
		p.State, p.Answer = store.ProposalRejected, answer
		return s.record(ctx, tx, *p, "proposal.reject", by.ID, answer)
	})
}

// Withdraw takes a proposal back; only whoever made it may (Denied
// not_your_proposal).
func (s *Service) Withdraw(ctx context.Context, by store.Account, id string) (store.Proposal, error) {
	const op = "approval.Withdraw"
	return s.decide(ctx, op, by, id, func(ctx context.Context, tx store.Tx, _ Rule, p *store.Proposal) error {
		if by.ID != p.ProposedBy {
			return fault.New(op, fault.Denied, "not_your_proposal")
		}
		p.State = store.ProposalWithdrawn
		return s.record(ctx, tx, *p, "proposal.withdraw", by.ID, "")
	})
}

// decide locks an open proposal, lets f decide it, and stores the decision.
func (s *Service) decide(ctx context.Context, op string, by store.Account, id string, f func(context.Context, store.Tx, Rule, *store.Proposal) error) (store.Proposal, error) {
	var decided store.Proposal
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := tx.LockProposal(ctx, id)
		if err != nil {
			return err
		}
		if p.Authority != by.Authority {
			return fault.New(op, fault.NotFound, "not_found")
		}
		if p.State != store.ProposalOpen {
			return fault.New(op, fault.Conflict, "proposal_decided")
		}
		r, err := s.rule(op, p.Kind)
		if err != nil {
			return err
		}
		if by.ID != p.ProposedBy && !r.Approve(by.Role) {
			return fault.New(op, fault.Denied, "duty_missing")
		}
		p.DecidedBy, p.DecidedAt = by.ID, s.Now()
		if err := f(ctx, tx, r, &p); err != nil {
			return err
		}
		decided = p
		if err := tx.DecideProposal(ctx, p); err != nil {
			return err
		}
		return s.moved(ctx, tx, p)
	})
	if err != nil {
		return store.Proposal{}, fault.Wrap(op, err)
	}
	return decided, nil
}
