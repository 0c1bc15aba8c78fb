package verify

import (
	"context"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// document judges a file through which the cross-references lead.
func (c *checker) document(ctx context.Context, pdf *pdfread.File) (Report, error) {
	r := c.blank()
	signatures := allSignatures(pdf)
	if len(signatures) == 0 && signedBeyond(pdf) {
		r.Integrity = Unreadable
		r.add(reasonStructureUnreadable)
		return r, nil
	}
	if len(signatures) == 0 {
		r.Integrity = Unsigned
		r.add(reasonUnsigned)
		return r, nil
	}
	if len(signatures) > maxSignatures {
		return r, &Error{Code: LimitExceeded}
	}
	all := make([]*judged, len(signatures))
	for i, s := range signatures {
		all[i] = c.judge(pdf, s)
		if err := ctx.Err(); err != nil {
			return r, err
		}
	}
	c.believeAll(pdf, all)
	c.levels(pdf, all)
	structure(pdf, &r)
	if own := ownSeal(all); own != nil {
		if reason := canonical(pdf, all, own); reason != "" {
			own.fail(reason)
		} else {
			own.Reasons = append(own.Reasons, additions(pdf, all, own)...)
		}
	} else {
		if err := c.later(ctx, pdf, all, &r); err != nil {
			return r, err
		}
		foreignOrder(all, &r)
	}
	c.combine(all, &r)
	if r.Integrity == Intact {
		c.content(pdf, all, &r)
	}
	return r, nil
}

// signedBeyond reports whether a signature may stand behind the last revision
// that can be read: then nothing is known about it.
func signedBeyond(pdf *pdfread.File) bool {
	for _, r := range rawRanges(pdf.Data()[pdf.End():]) {
		if r.end() > pdf.End() && r.end() <= len(pdf.Data()) {
			return true
		}
	}
	return false
}

// structure says what the shape of the whole file gives away.
func structure(pdf *pdfread.File, r *Report) {
	if pdf.End() != len(pdf.Data()) {
		r.Integrity = Changed
		r.add(reasonTrailingBytes)
	}
	if len(pdf.Issues()) > 0 {
		r.add(reasonStructureAmbiguous)
	}
}

// ownSeal finds the signature whose certificate says it seals for an
// authority; then the whole file must be as our sealing writes it.
func ownSeal(all []*judged) *judged {
	for _, j := range all {
		if j.ours {
			return j
		}
	}
	return nil
}

// combine draws the file's answers from its signatures: the worst counts.
// Timestamps count for integrity only; an untrusted one is a note.
func (c *checker) combine(all []*judged, r *Report) {
	seal := SealTrusted
	for _, j := range all {
		r.Signers = append(r.Signers, j.Signer)
		r.Integrity = worseIntegrity(r.Integrity, j.Signer.Integrity)
		if j.Timestamp && j.Signer.Integrity == Intact {
			if j.Signer.Seal != SealTrusted {
				r.note(reasonTimestampUntrusted)
			}
			continue
		}
		r.add(j.Reasons...)
		if j.stampDoubted {
			r.note(reasonTimestampUntrusted)
		}
		if j.Signer.Seal != SealTrusted {
			seal = SealUntrusted
		}
		if j.outlived && j.Signer.Seal == SealTrusted {
			r.note(reasonCompromisedLater)
		}
		if j.demo {
			r.Demo = true
			r.note(reasonDemoSeal)
		}
		if j.path != nil && j.revoked == chain.NotChecked {
			r.note(reasonRevocationNotChecked)
		}
	}
	if onlyTimestamps(all) {
		seal = SealUntrusted
		r.add(reasonSealUntrusted)
	}
	if r.Integrity == Intact {
		r.Seal = seal
	}
}

func onlyTimestamps(all []*judged) bool {
	for _, j := range all {
		if !j.Timestamp {
			return false
		}
	}
	return true
}

func worseIntegrity(a, b Integrity) Integrity {
	switch {
	case a == Changed || b == Changed:
		return Changed
	case a == Unreadable || b == Unreadable:
		return Unreadable
	}
	return Intact
}
