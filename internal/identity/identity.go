// Package identity is what an authority says about who is who: that two
// documents are one person's, that what it recorded under one name belongs to
// the bearer of another, and what a holder's name or number should have been.
// One person proposes and another approves (package approval).
//
// A tie counts for the certificates of the authority that made it and for no
// others, and no other authority learns of it. Nothing is ever guessed from the
// likeness of names or numbers.
package identity

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// The kinds of the proposals carried out here.
const (
	LinkKind    store.ProposalKind = "identity.link"    // two documents are one person's
	NameKind    store.ProposalKind = "identity.name"    // a name was recorded in another form
	CorrectKind store.ProposalKind = "identity.correct" // a name or number is set right in all of a person's certificates
	UntieKind   store.ProposalKind = "identity.untie"   // a link or a name no longer counts
)

// The names of what a proposal shows that no certificate has a field for.
const (
	fieldDocument    = "document"
	fieldAlso        = "also_document"
	fieldRecorded    = "recorded_name"
	fieldCertificate = "certificate"
)

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store    store.Store
	Approval *approval.Service
	Issuing  *issuing.Service
	Desk     *telling.Desk // tells the holders
	// Index is a keyed digest, by which a proposal names a document in the clear.
	Index func(purpose, normal string) []byte
	Now   func() time.Time
}

// Rules are the rules of the proposals made here, for the approval service.
func (s *Service) Rules(propose, approve func(store.Role) bool) map[store.ProposalKind]approval.Rule {
	rules := map[store.ProposalKind]approval.Rule{}
	for kind, apply := range map[store.ProposalKind]executor{
		LinkKind: s.applyLink, NameKind: s.applyName, CorrectKind: s.applyCorrection, UntieKind: s.applyUntie,
	} {
		rules[kind] = approval.Rule{Propose: propose, Approve: approve, Executor: apply}
	}
	return rules
}

// executor carries out the proposals of one kind.
type executor func(ctx context.Context, tx store.Tx, p store.Proposal) error

// Apply implements approval.Executor.
func (f executor) Apply(ctx context.Context, tx store.Tx, p store.Proposal) error {
	return f(ctx, tx, p)
}

// Grounds are why an authority says so. They are for its own people.
type Grounds struct {
	Reason    string
	LegalBase string
	Evidence  []store.Evidence // kept by approval.Service.KeepEvidence
	Request   string           // ID of the holder's request that this answers; "" for none
}

func (g Grounds) content(changes []store.Change, payload []byte) store.ProposalContent {
	return store.ProposalContent{
		Changes: changes, Payload: payload, Reason: strings.TrimSpace(g.Reason), LegalBase: strings.TrimSpace(g.LegalBase),
		Evidence: g.Evidence, Request: g.Request,
	}
}

// propose proposes what draft makes of the register as it is. Its evidence is
// asked for last, so that nobody uploads files for what cannot be.
func (s *Service) propose(ctx context.Context, op string, by store.Account, draft func(ctx context.Context, r store.Reader) (approval.Draft, error)) (p store.Proposal, err error) {
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := draft(ctx, tx)
		if err != nil {
			return err
		}
		p, err = s.Approval.ProposeIn(ctx, tx, by, d)
		return err
	})
	return p, fault.Wrap(op, err)
}

// subject names what a proposal is about without telling it: a digest keyed for
// this installation, of the authority and the normal forms in any order. That
// another authority proposes the same is thereby no conflict it could learn from.
func (s *Service) subject(authority string, normals ...string) string {
	slices.Sort(normals)
	return hex.EncodeToString(s.Index("identity/proposal", authority+"\x00"+strings.Join(normals, "\x00"))[:16])
}

// written is a document as colleagues read it.
func written(d person.Document) string { return string(d.Type) + " " + d.Number }
