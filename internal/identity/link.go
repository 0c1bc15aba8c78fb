package identity

import (
	"context"
	"encoding/json"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// ProposeLink proposes that two documents are one person's. It fails with
// Invalid identity_same where they are one document in two notations,
// identity_unknown where the authority has no certificate of either,
// identity_evidence_missing without a file of evidence; with Conflict
// identity_tied where it says so already; and as approval.Service.Propose does.
func (s *Service) ProposeLink(ctx context.Context, by store.Account, a, b person.Document, why Grounds) (store.Proposal, error) {
	const op = "identity.ProposeLink"
	tie := person.DocumentTie{Authority: by.Authority, Documents: [2]person.Document{a, b}}
	return s.propose(ctx, op, by, func(ctx context.Context, r store.Reader) (approval.Draft, error) {
		if err := checkLink(ctx, r, tie); err != nil {
			return approval.Draft{}, err
		}
		if len(why.Evidence) == 0 {
			return approval.Draft{}, evidenceMissing(op)
		}
		payload, err := json.Marshal(tie)
		return approval.Draft{
			Kind: LinkKind, Subject: s.subject(by.Authority, a.Normal(), b.Normal()),
			Content: why.content([]store.Change{{Field: fieldDocument, After: written(a)}, {Field: fieldAlso, After: written(b)}}, payload),
		}, err
	})
}

func evidenceMissing(op string) error {
	return fault.New(op, fault.Invalid, "identity_evidence_missing").At("evidence")
}

func checkLink(ctx context.Context, r store.Reader, tie person.DocumentTie) error {
	const op = "identity.checkLink"
	a, b := tie.Documents[0], tie.Documents[1]
	if a.Normal() == b.Normal() {
		return fault.New(op, fault.Invalid, "identity_same").At("other_number")
	}
	ties, err := r.Ties(ctx, a)
	if err != nil {
		return err
	}
	if ties.SameDocument(tie.Authority, a, b) {
		return fault.New(op, fault.Conflict, "identity_tied").At("other_number")
	}
	for _, d := range tie.Documents {
		known, err := ofAuthority(ctx, r, tie.Authority, d)
		if err != nil || len(known) > 0 {
			return err
		}
	}
	return fault.New(op, fault.Invalid, "identity_unknown").At("id_number")
}

// ofAuthority returns an authority's certificates of a document and of those it
// tied to it.
func ofAuthority(ctx context.Context, r store.IdentityReader, authority string, d person.Document) ([]cert.Certificate, error) {
	all, err := r.CertificatesOfPerson(ctx, d)
	own := all[:0]
	for _, c := range all {
		if c.Authority == authority {
			own = append(own, c)
		}
	}
	return own, err
}

func (s *Service) applyLink(ctx context.Context, tx store.Tx, p store.Proposal) error {
	const op = "identity.applyLink"
	var tie person.DocumentTie
	if err := s.read(p, &tie, &tie.Authority); err != nil {
		return fault.Wrap(op, err)
	}
	if err := tx.TieDocuments(ctx, tie, p.ID, s.Now()); err != nil {
		return fault.Wrap(op, err)
	}
	return s.record(ctx, tx, p, "identity.link")
}

// read reads what a proposal asks for. Its authority is the proposal's own.
func (s *Service) read(p store.Proposal, asked any, authority *string) error {
	err := json.Unmarshal(p.Content.Payload, asked)
	*authority = p.Authority
	return err
}

// record writes down that a proposal was carried out. Names and numbers are in
// the proposal, sealed; the trail has none.
func (s *Service) record(ctx context.Context, tx store.Tx, p store.Proposal, action string) error {
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: p.DecidedBy, Authority: p.Authority, Action: action, Subject: p.Subject, Detail: "proposal " + p.ID,
	})
}
