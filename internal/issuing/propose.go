package issuing

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// maxPublic is how long the reason for the public may be, in code points.
const maxPublic = 300

// Request is a change as an office asks for it.
type Request struct {
	Certificate cert.ID
	Kind        cert.ChangeKind
	Public      string // the reason anyone who checks is told: no personal data
	Internal    string // what colleagues should know besides; "" where Public says it
	LegalBase   string
	EffectiveOn civil.Date // zero: when approved
	Corrections Corrections
	Evidence    []store.Evidence // kept by approval.Service.KeepEvidence
	Asked       string           // ID of the holder's request that it answers; "" for none
}

// Propose proposes a change of a certificate of the person's authority. The
// change is tried on the certificate as it is, so that nothing is proposed that
// could not be approved now.
//
// It fails with NotFound for another authority's certificate, as
// cert.ChangeKind.Results, Certificate.CheckEffectiveOn, CorrectIn and
// approval.Service.Propose do, and with Invalid public_reason_missing,
// legal_base_missing (for a revocation), reason_too_long or number_in_public.
func (s *Service) Propose(ctx context.Context, by store.Account, r Request) (p store.Proposal, err error) {
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		draft, err := s.draft(ctx, tx, by, r)
		if err != nil {
			return err
		}
		p, err = s.Approval.ProposeIn(ctx, tx, by, draft)
		return err
	})
	return p, fault.Wrap("issuing.Propose", err)
}

// Try fails as Propose would for what a request says, and proposes nothing.
func (s *Service) Try(ctx context.Context, by store.Account, r Request) error {
	return fault.Wrap("issuing.Try", s.Store.View(ctx, func(ctx context.Context, reader store.Reader) error {
		_, err := s.draft(ctx, reader, by, r)
		return err
	}))
}

// draft is the proposal of a change, tried on the certificate.
func (s *Service) draft(ctx context.Context, r store.Reader, by store.Account, asked Request) (approval.Draft, error) {
	asked.Public, asked.Internal, asked.LegalBase = strings.TrimSpace(asked.Public), strings.TrimSpace(asked.Internal), strings.TrimSpace(asked.LegalBase)
	c, err := r.Certificate(ctx, asked.Certificate)
	if err != nil {
		return approval.Draft{}, err
	}
	if c.Authority != by.Authority {
		return approval.Draft{}, fault.New("issuing.draft", fault.NotFound, "not_found")
	}
	if !c.VisibleAt(s.Now()) { // its delivery can be undone, which leaves nothing behind
		return approval.Draft{}, fault.New("issuing.draft", fault.Conflict, "certificate_unpublished")
	}
	to, _, err := asked.Kind.Results(c.State)
	if err != nil {
		return approval.Draft{}, err
	}
	if err := asked.check(c, civil.Of(s.Now())); err != nil {
		return approval.Draft{}, err
	}
	changes := []store.Change{{Field: "state", Before: string(c.State), After: string(to)}}
	if asked.Kind == cert.Correction {
		right, err := s.corrected(ctx, r, c, asked.Corrections)
		if err != nil {
			return approval.Draft{}, err
		}
		changes = nil
		for _, d := range cert.Differences(c, right) {
			changes = append(changes, store.Change{Field: d.Field, Before: d.Before, After: d.After})
		}
	}
	said, err := json.Marshal(payload{Public: asked.Public, Corrections: asked.Corrections})
	reason := asked.Internal
	if reason == "" {
		reason = asked.Public
	}
	return approval.Draft{
		Kind: KindOf(asked.Kind), Subject: string(c.ID),
		Content: store.ProposalContent{
			Changes: changes, Payload: said, Reason: reason, LegalBase: asked.LegalBase,
			EffectiveOn: asked.EffectiveOn, Evidence: asked.Evidence, Request: asked.Asked,
		},
	}, err
}

func (r Request) check(c cert.Certificate, today civil.Date) error {
	const op = "issuing.Propose"
	switch {
	case r.Public == "":
		return fault.New(op, fault.Invalid, "public_reason_missing").At("public")
	case utf8.RuneCountInString(r.Public) > maxPublic:
		return fault.New(op, fault.Invalid, "reason_too_long").At("public").With("limit", maxPublic)
	case hasNumber(r.Public):
		return fault.New(op, fault.Invalid, "number_in_public").At("public")
	case hasNumber(r.LegalBase):
		return fault.New(op, fault.Invalid, "number_in_public").At("legal_base")
	case r.Kind == cert.Revocation && r.LegalBase == "":
		return fault.New(op, fault.Invalid, "legal_base_missing").At("legal_base")
	}
	return c.CheckEffectiveOn(today, r.EffectiveOn)
}

// hasNumber reports whether a text for the public holds what may be an
// identity or telephone number: eleven digits in a row, or more, of either width.
func hasNumber(text string) bool {
	run := 0
	for _, c := range text {
		if !unicode.IsDigit(c) {
			run = 0
			continue
		}
		if run++; run == 11 {
			return true
		}
	}
	return false
}

// PublicReason is what the public would be told, of a proposal made here; ""
// for any other.
func PublicReason(p store.Proposal) string {
	if !strings.HasPrefix(string(p.Kind), kindPrefix) {
		return ""
	}
	var said payload
	if json.Unmarshal(p.Content.Payload, &said) != nil {
		return ""
	}
	return said.Public
}
