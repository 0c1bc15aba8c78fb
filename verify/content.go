package verify

import (
	"slices"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/statement"
)

// content judges what an intact file says: whether it is a copy of ours, may
// be sealed by this seal, and is good at the time asked about.
func (c *checker) content(pdf *pdfread.File, all []*judged, r *Report) {
	packet := metadata(pdf.Final())
	own := ownSeal(all)
	if !statement.Claims(packet) && statement.ClaimsReport(packet) {
		c.checkReport(packet, own, r)
		return
	}
	if own == nil && !statement.Claims(packet) {
		r.Certificate, r.Endorsement = CertificateAbsent, EndorsementAbsent
		return
	}
	said, err := c.trust.statement(packet, own)
	if own == nil || own.Signer.Seal != SealTrusted {
		if err == nil {
			r.Data = dataOf(said, true)
		}
		if own == nil && r.Seal != SealNotJudged {
			r.Seal = SealUntrusted
			r.add(reasonNotAnAuthoritySeal)
		}
		return
	}
	if err != nil || !sealsMatch(said, own) {
		c.unstated(err, r)
		return
	}
	if !c.trust.rootOf(own.path).allows(said.Authority, said.Qualification, civil.Of(said.MadeAt)) {
		c.unstated(nil, r)
		return
	}
	if slices.Contains(r.Reasons, reasonStructureAmbiguous) {
		return
	}
	r.Data = dataOf(said, false)
	r.Certificate = CertificateUnknown
	r.note(reasonStatusNotChecked)
	r.Endorsement = endorsementAt(said, c.useAt)
	r.add(endorsementReason(r.Endorsement)...)
}

// statement reads a packet, remembering how those under trusted seals begin.
func (t *Trust) statement(packet []byte, own *judged) (statement.Statement, error) {
	if t == nil || own == nil || own.Signer.Seal != SealTrusted {
		return statement.Parse(packet)
	}
	return t.statements.Parse(packet)
}

// unstated: the seal is genuine, but what it seals cannot be read (err), or is
// not for this seal to say.
func (c *checker) unstated(err error, r *Report) {
	if err != nil {
		r.Endorsement = EndorsementUnknown
		r.add(reasonStatementUnreadable)
		return
	}
	r.Seal = SealUntrusted
	r.add(reasonSealOutsideList)
}

// sealsMatch: a seal bears the name of the authority it seals for.
func sealsMatch(s statement.Statement, own *judged) bool {
	return own.Organization == s.Authority
}

// metadata is the XMP packet of the catalog, nil where there is none.
func metadata(view *pdfread.View) []byte {
	stream, ok := view.Resolve(view.Catalog()["Metadata"]).(*pdfread.Stream)
	if !ok {
		return nil
	}
	packet, err := view.Decode(stream)
	if err != nil {
		return nil
	}
	return packet
}

// firstEndorsed is the day from which certificates need an endorsement where
// the copy does not say.
func firstEndorsed() civil.Date { return civil.Date{Year: 2021, Month: time.December, Day: 17} }

// endorsementAt applies the rules of endorsement at an instant.
func endorsementAt(s statement.Statement, at time.Time) Endorsement {
	if !s.Endorsed() {
		from := s.EndorsedFrom
		if from.IsZero() {
			from = firstEndorsed()
		}
		if s.IssuedOn.Before(from) {
			return EndorsementNotNeeded
		}
		return EndorsementMissing
	}
	switch {
	case at.Before(s.AppliedAt):
		return EndorsementNotBegun
	case !at.Before(s.ValidUntil.End()):
		return EndorsementExpired
	}
	return EndorsementValid
}

func endorsementReason(e Endorsement) []string {
	switch e {
	case EndorsementMissing:
		return []string{reasonEndorsementMissing}
	case EndorsementNotBegun:
		return []string{reasonEndorsementNotBegun}
	case EndorsementExpired:
		return []string{reasonEndorsementExpired}
	case EndorsementWithdrawn:
		return []string{reasonEndorsementWithdrawn}
	}
	return nil
}
