package store

import (
	"context"
	"encoding/json"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// ProposalKind names what a proposal would do, e.g. "certificate.revoke".
type ProposalKind string

// ProposalState is where a proposal stands.
type ProposalState string

// The states of a proposal. Only an open one is decided, once.
const (
	ProposalOpen      ProposalState = "open"      // 待复核
	ProposalApproved  ProposalState = "approved"  // 已通过, and carried out
	ProposalRejected  ProposalState = "rejected"  // 已退回, with an answer
	ProposalWithdrawn ProposalState = "withdrawn" // 已撤回 by whoever proposed it
)

// Proposal is a change that one person of an authority proposes and another
// approves. What it says may hold personal data and lies encrypted at rest.
type Proposal struct {
	ID         string
	Authority  string
	Kind       ProposalKind
	Subject    string // identifier of what would change; one open proposal of a kind each
	Content    ProposalContent
	ProposedBy string // account ID, or "cli", or "api:" and the key's ID
	ProposedAt time.Time
	State      ProposalState
	DecidedBy  string // account ID; "" while open
	DecidedAt  time.Time
	Answer     string // why it was rejected
}

// ProposalContent is what a proposal says.
type ProposalContent struct {
	Changes     []Change        // what would differ, for people to read
	Payload     json.RawMessage // what carrying it out needs, by its kind
	Reason      string          // 理由
	LegalBase   string          // 依据; may be empty
	EffectiveOn civil.Date      // zero: when approved
	Evidence    []Evidence
	Request     string `json:",omitempty"` // ID of the holder's request it answers; "" for none
}

// Change is one value before and after.
type Change struct {
	Field  string // key of the field's name in the locale, e.g. "certificate.name"
	Before string
	After  string
}

// Evidence is a file that supports a proposal, sealed in the blob store.
type Evidence struct {
	Name string // as its owner's computer calls it
	Blob string
	Size int // bytes of the plain file
}

// ProposalFilter chooses proposals; an empty field chooses all.
type ProposalFilter struct {
	Authority string
	State     ProposalState
	Decided   bool         // in any state but open
	By        string       // who proposed it
	Kind      ProposalKind // a kind, or with a trailing dot all that begin so
	Subject   string
	After     string // ID of the last proposal of the page before
	Limit     int    // at most ListLimit; 0 stands for 50
}

// ProposalReader reads proposals.
type ProposalReader interface {
	// Proposal returns the proposal with that ID.
	Proposal(ctx context.Context, id string) (Proposal, error)
	// Proposals returns the proposals the filter chooses, newest first.
	Proposals(ctx context.Context, f ProposalFilter) ([]Proposal, error)
	// CountOpenProposals returns how many of an authority's proposals are open.
	CountOpenProposals(ctx context.Context, authority string) (int, error)
}

// ProposalWriter writes proposals.
type ProposalWriter interface {
	// AddProposal adds an open proposal; another open one of the same kind and
	// subject is a Conflict (proposal_open).
	AddProposal(ctx context.Context, p Proposal) error
	// LockProposal returns the proposal and holds off every other transaction
	// that locks it until this one ends.
	LockProposal(ctx context.Context, id string) (Proposal, error)
	// DecideProposal stores State, DecidedBy, DecidedAt and Answer of a proposal
	// that is open, as LockProposal returned it; else Conflict (proposal_decided).
	DecideProposal(ctx context.Context, p Proposal) error
}
