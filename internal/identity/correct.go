package identity

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
)

// Fields lists what a correction of an identity may set right.
func Fields() []string {
	return []string{cert.FieldName, cert.FieldSex, cert.FieldBirthDate, cert.FieldDocumentType, cert.FieldDocumentNumber}
}

// Correction is what a person's certificates should have said, by Fields.
type Correction struct {
	Certificate cert.ID // one of the person's
	Corrections issuing.Corrections
	Public      string // the reason anyone who checks is told: no personal data
}

// ProposeCorrection proposes a correction of all of a person's certificates of
// the authority. It is tried on each, so that nothing is proposed that could
// not be approved now. It fails with NotFound for another authority's
// certificate, Invalid identity_evidence_missing without a file of evidence,
// and as issuing.Service.Propose does.
func (s *Service) ProposeCorrection(ctx context.Context, by store.Account, asked Correction, why Grounds) (store.Proposal, error) {
	const op = "identity.ProposeCorrection"
	return s.propose(ctx, op, by, func(ctx context.Context, r store.Reader) (approval.Draft, error) {
		anchor, err := ownCertificate(ctx, r, by, asked.Certificate)
		if err != nil {
			return approval.Draft{}, err
		}
		asked.Corrections = identityOnly(asked.Corrections)
		ground := issuing.Request{Kind: cert.Correction, Public: asked.Public, LegalBase: why.LegalBase}
		affected, changes, err := s.tried(ctx, r, anchor, asked, ground)
		if err != nil {
			return approval.Draft{}, err
		}
		if len(why.Evidence) == 0 {
			return approval.Draft{}, evidenceMissing(op)
		}
		payload, err := json.Marshal(asked)
		if why.Reason == "" {
			why.Reason = asked.Public
		}
		return approval.Draft{
			Kind: CorrectKind, Subject: string(affected[0].ID), Content: why.content(changes, payload),
		}, err
	})
}

func identityOnly(all issuing.Corrections) issuing.Corrections {
	kept := issuing.Corrections{}
	for _, field := range Fields() {
		if v, ok := all[field]; ok {
			kept[field] = v
		}
	}
	return kept
}

// tried corrects the person's certificates on paper, and gives those that would
// change, and how.
func (s *Service) tried(ctx context.Context, r store.Reader, anchor cert.Certificate, asked Correction, ground issuing.Request) (affected []cert.Certificate, changes []store.Change, err error) {
	all, err := certificatesOf(ctx, r, anchor)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range all {
		right, err := s.Issuing.Corrected(ctx, r, c, correctionsFor(anchor, c, asked.Corrections), ground)
		if fault.ReasonOf(err) == "correction_empty" {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if len(affected) == 0 {
			for _, d := range cert.Differences(c, right) {
				changes = append(changes, store.Change{Field: d.Field, Before: d.Before, After: d.After})
			}
		}
		affected = append(affected, c)
	}
	if len(affected) == 0 {
		return nil, nil, fault.New("identity.tried", fault.Invalid, "correction_empty")
	}
	for _, c := range affected {
		changes = append(changes, store.Change{Field: fieldCertificate, After: c.Qualification + " " + c.Number()})
	}
	return affected, changes, nil
}

// certificatesOf returns the authority's current certificates of the person
// whose certificate anchor is, in the order in which they are locked.
func certificatesOf(ctx context.Context, r store.IdentityReader, anchor cert.Certificate) ([]cert.Certificate, error) {
	all, err := ofAuthority(ctx, r, anchor.Authority, anchor.Holder.Document)
	if err != nil {
		return nil, err
	}
	ties, err := r.Ties(ctx, anchor.Holder.Document)
	own := all[:0]
	for _, c := range all {
		if c.State != cert.Corrected && ties.Same(anchor.Authority, anchor.Holder.Name, anchor.Holder.Document, c.Holder) {
			own = append(own, c)
		}
	}
	slices.SortFunc(own, func(a, b cert.Certificate) int { return cmp.Compare(a.ID, b.ID) })
	return own, err
}

// correctionsFor are the corrections of one of the person's certificates. A
// number is set right where that number stands, and not in those of another
// document of the person's.
func correctionsFor(anchor, c cert.Certificate, all issuing.Corrections) issuing.Corrections {
	if c.Holder.Document.Normal() == anchor.Holder.Document.Normal() {
		return all
	}
	rest := issuing.Corrections{}
	for field, v := range all {
		if field != cert.FieldDocumentType && field != cert.FieldDocumentNumber {
			rest[field] = v
		}
	}
	return rest
}

// applyCorrection corrects every certificate of the person, or none.
func (s *Service) applyCorrection(ctx context.Context, tx store.Tx, p store.Proposal) error {
	const op = "identity.applyCorrection"
	var asked Correction
	if err := json.Unmarshal(p.Content.Payload, &asked); err != nil {
		return fault.Wrap(op, err)
	}
	anchor, err := tx.Certificate(ctx, asked.Certificate)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if anchor.Authority != p.Authority {
		return fault.New(op, fault.NotFound, "not_found")
	}
	all, err := certificatesOf(ctx, tx, anchor)
	if err != nil {
		return fault.Wrap(op, err)
	}
	why := issuing.Grounds{Reason: asked.Public, LegalBase: p.Content.LegalBase, Proposal: p.ID, Actor: p.DecidedBy}
	done := 0
	for _, c := range all {
		_, err := s.Issuing.CorrectIn(ctx, tx, c.ID, correctionsFor(anchor, c, asked.Corrections), why)
		switch {
		case fault.ReasonOf(err) == "correction_empty":
			continue
		case err != nil:
			return fault.Wrap(op, err)
		}
		done++
	}
	if done == 0 {
		return fault.New(op, fault.Conflict, "change_not_possible")
	}
	return s.record(ctx, tx, p, "identity.correct")
}

// PublicReason is what the public would be told, of a proposed correction; ""
// for any other proposal.
func PublicReason(p store.Proposal) string {
	var asked Correction
	if p.Kind != CorrectKind || json.Unmarshal(p.Content.Payload, &asked) != nil {
		return ""
	}
	return asked.Public
}
