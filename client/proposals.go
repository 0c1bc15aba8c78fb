package client

import (
	"context"
	"iter"
	"time"
)

// Proposal (待复核事项) is a change that waits for a second person, or did.
type Proposal struct {
	ID          string          `json:"id"`
	Kind        string          `json:"kind"`    // e.g. certificate.revoke, catalogue.version
	Subject     string          `json:"subject"` // ID of what would change
	State       string          `json:"state"`   // open, approved, rejected, withdrawn
	Changes     []ProposedValue `json:"changes"`
	Reason      string          `json:"reason"`
	LegalBase   string          `json:"legal_base,omitempty"`
	EffectiveOn string          `json:"effective_on,omitempty"`
	Evidence    []string        `json:"evidence"` // names of the files
	ProposedBy  string          `json:"proposed_by"`
	ProposedAt  time.Time       `json:"proposed_at"`
	Own         bool            `json:"own"` // made with this key, which may withdraw it while it is open
	DecidedBy   string          `json:"decided_by,omitempty"`
	DecidedAt   *time.Time      `json:"decided_at,omitempty"`
	Answer      string          `json:"answer,omitempty"` // why it was sent back
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
	Proposals []Proposal `json:"proposals"`
	Page
}

func (p Proposals) list() ([]Proposal, string) { return p.Proposals, p.NextCursor }

// ProposalFilter chooses proposals; the zero value chooses all.
type ProposalFilter struct {
	State string // open, approved, rejected, withdrawn
	Kind  string // a kind, or the beginning of several, up to a dot
	Own   bool   // only those made with this key
}

// ProposedChange is a change of a certificate as it is proposed.
type ProposedChange struct {
	Kind        string            `json:"kind"`               // correct, suspend, lift, revoke, cancel, lapse, reissue
	Public      string            `json:"public"`             // what anyone who checks is told: no personal data
	Internal    string            `json:"internal,omitempty"` // what colleagues should know besides
	LegalBase   string            `json:"legal_base,omitempty"`
	EffectiveOn string            `json:"effective_on,omitempty"` // "": when approved
	Corrections map[string]string `json:"corrections,omitempty"`  // the right values by field
	Evidence    []string          `json:"evidence,omitempty"`     // of CreateEvidence, at most five
}

// Evidence is a file kept for a proposal.
type Evidence struct {
	Evidence  string    `json:"evidence"` // stands for the file in a ProposedChange
	Name      string    `json:"name"`
	Size      int       `json:"size"` // bytes
	ExpiresAt time.Time `json:"expires_at"`
}

// CreateEvidence keeps a file (PDF, JPEG or PNG, at most 10 MiB) for a proposal
// of the next 24 hours.
func (c *Client) CreateEvidence(ctx context.Context, file File, options ...CallOption) (Evidence, error) {
	r, err := upload("/evidence", file, options)
	if err != nil {
		return Evidence{}, err
	}
	return ask[Evidence](ctx, c, r)
}

// ProposeChange proposes a change of a certificate; a reviewer approves it at
// the console, or sends it back.
func (c *Client) ProposeChange(ctx context.Context, certificate string, change ProposedChange, options ...CallOption) (Proposal, error) {
	return ask[Proposal](ctx, c, create(fill("/certificates/%s/proposals", certificate), change, options))
}

// ListProposals goes through proposals, newest first.
func (c *Client) ListProposals(ctx context.Context, f ProposalFilter) iter.Seq2[Proposal, error] {
	r := get("/proposals").with("state", f.State).with("kind", f.Kind)
	if f.Own {
		r = r.with("own", "true")
	}
	return pages[Proposals](ctx, c, r.after)
}

// GetProposal returns one proposal, and how it was decided.
func (c *Client) GetProposal(ctx context.Context, id string) (Proposal, error) {
	return ask[Proposal](ctx, c, get("/proposals/%s", id))
}

// WithdrawProposal takes back a proposal of this key.
func (c *Client) WithdrawProposal(ctx context.Context, id string) (Proposal, error) {
	return ask[Proposal](ctx, c, step("/proposals/%s/withdrawal", nil, id))
}
