// Package approval is the second pair of eyes: one person of an authority
// proposes a change, another one approves it, and it is carried out in the
// transaction that approves it. What a change does is known to the executor
// of its kind; this package knows who may decide, and when.
package approval

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Executor carries out the proposals of a kind.
type Executor interface {
	// Apply makes the change in the transaction that approves it. An error
	// leaves the proposal open and everything as it was.
	Apply(ctx context.Context, tx store.Tx, p store.Proposal) error
}

// Follower is told of proposals, whatever their kind.
type Follower interface {
	// Moved is called in the transaction that makes a proposal or decides it
	// (State says which). An error leaves everything as it was.
	Moved(ctx context.Context, tx store.Tx, p store.Proposal) error
}

// Rule says who proposes and approves the proposals of a kind, and who carries
// them out.
type Rule struct {
	Propose, Approve func(store.Role) bool
	Executor         Executor
}

// Cipher seals evidence for the blob store; vault.Vault is one.
type Cipher interface {
	Seal(purpose string, plain []byte) []byte
	Open(purpose string, sealed []byte) ([]byte, error)
}

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store  store.Store
	Blobs  Blobs
	Cipher Cipher
	Now    func() time.Time
	Rules  map[store.ProposalKind]Rule
	// Followers are told in this order. It does not change once proposals are made.
	Followers []Follower
}

// Blobs is where evidence is kept.
type Blobs interface {
	Put(ctx context.Context, key string, content []byte) error
	Get(ctx context.Context, key string) ([]byte, error)
}

// moved tells the followers, in the transaction, what a proposal has become.
func (s *Service) moved(ctx context.Context, tx store.Tx, p store.Proposal) error {
	for _, f := range s.Followers {
		if err := f.Moved(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

// rule returns the rule of a kind.
func (s *Service) rule(op string, kind store.ProposalKind) (Rule, error) {
	r, ok := s.Rules[kind]
	if !ok {
		return Rule{}, fault.New(op, fault.Invalid, "proposal_kind_unknown")
	}
	return r, nil
}

// Find returns a proposal of the authority; another's is NotFound.
func (s *Service) Find(ctx context.Context, authority, id string) (p store.Proposal, err error) {
	const op = "approval.Find"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		p, err = r.Proposal(ctx, id)
		return err
	})
	if err == nil && p.Authority != authority {
		err = fault.New(op, fault.NotFound, "not_found")
	}
	if err != nil {
		return store.Proposal{}, fault.Wrap(op, err)
	}
	return p, nil
}

// List returns the proposals a filter chooses, newest first.
func (s *Service) List(ctx context.Context, f store.ProposalFilter) (ps []store.Proposal, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		ps, err = r.Proposals(ctx, f)
		return err
	})
	return ps, fault.Wrap("approval.List", err)
}

// MayDecide reports whether the person may approve or reject the proposal now.
func (s *Service) MayDecide(by store.Account, p store.Proposal) bool {
	r, ok := s.Rules[p.Kind]
	return ok && p.State == store.ProposalOpen && by.Authority == p.Authority && by.ID != p.ProposedBy && r.Approve(by.Role)
}
