package identity

import (
	"context"
	"encoding/json"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// ProposeName proposes that what is recorded under a certificate's name and
// document belongs to the bearer of that document who is called name. The
// certificate stays as it was issued. It fails with NotFound for another
// authority's certificate, Invalid identity_same where the names match by
// themselves, identity_evidence_missing without a file of evidence, Conflict
// identity_tied where the authority says so already, and as person.CheckName
// and approval.Service.Propose do.
func (s *Service) ProposeName(ctx context.Context, by store.Account, id cert.ID, name string, why Grounds) (store.Proposal, error) {
	const op = "identity.ProposeName"
	return s.propose(ctx, op, by, func(ctx context.Context, r store.Reader) (approval.Draft, error) {
		c, err := ownCertificate(ctx, r, by, id)
		if err != nil {
			return approval.Draft{}, err
		}
		tie := person.NameTie{Authority: by.Authority, Document: c.Holder.Document, Recorded: c.Holder.Name, Name: name}
		if err := checkName(ctx, r, tie); err != nil {
			return approval.Draft{}, err
		}
		if len(why.Evidence) == 0 {
			return approval.Draft{}, evidenceMissing(op)
		}
		payload, err := json.Marshal(tie)
		return approval.Draft{
			Kind: NameKind, Subject: s.subject(by.Authority, tie.Document.Normal(), person.MatchKey(tie.Recorded), person.MatchKey(name)),
			Content: why.content([]store.Change{
				{Field: fieldRecorded, After: tie.Recorded}, {Field: cert.FieldName, After: name}, {Field: fieldDocument, After: written(tie.Document)},
			}, payload),
		}, err
	})
}

func ownCertificate(ctx context.Context, r store.CertificateReader, by store.Account, id cert.ID) (cert.Certificate, error) {
	c, err := r.Certificate(ctx, id)
	if err == nil && c.Authority != by.Authority {
		err = fault.New("identity.ownCertificate", fault.NotFound, "not_found")
	}
	return c, err
}

func checkName(ctx context.Context, r store.Reader, tie person.NameTie) error {
	const op = "identity.checkName"
	if err := person.CheckName(tie.Name); err != nil {
		return fault.New(op, fault.Invalid, fault.ReasonOf(err)).At(cert.FieldName)
	}
	if person.SameName(tie.Recorded, tie.Name) {
		return fault.New(op, fault.Invalid, "identity_same").At(cert.FieldName)
	}
	ties, err := r.Ties(ctx, tie.Document)
	if err != nil {
		return err
	}
	if ties.SameName(tie.Authority, tie.Document, tie.Name, tie.Recorded) {
		return fault.New(op, fault.Conflict, "identity_tied").At(cert.FieldName)
	}
	return nil
}

func (s *Service) applyName(ctx context.Context, tx store.Tx, p store.Proposal) error {
	const op = "identity.applyName"
	var tie person.NameTie
	if err := s.read(p, &tie, &tie.Authority); err != nil {
		return fault.Wrap(op, err)
	}
	if err := tx.TieNames(ctx, tie, p.ID, s.Now()); err != nil {
		return fault.Wrap(op, err)
	}
	return s.record(ctx, tx, p, "identity.name")
}
