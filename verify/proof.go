package verify

import (
	"errors"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// maxTimestamps bounds how many timestamps of one signature are looked at.
const maxTimestamps = 4

// believeAll judges the certificates, the newest signature first: what a
// trusted timestamp covers was there at its time, and is judged as of then
// (EN 319 102-1, 5.5 and 5.6). Later timestamps prove earlier ones.
func (c *checker) believeAll(pdf *pdfread.File, all []*judged) {
	v := validationOf(pdf)
	ordered := slices.Clone(all)
	slices.SortStableFunc(ordered, func(a, b *judged) int { return b.revision - a.revision })
	var proven time.Time
	for _, j := range ordered {
		if j.Signer.Integrity != Intact {
			continue
		}
		if len(v.certificates) > 0 {
			j.bundle = c.trust.bundle(slices.Concat(j.container.Certificates, v.certificates))
		}
		v.addContainer(j.container)
		j.proven, j.evidence = proven, v.evidence
		if !j.Timestamp {
			c.stamped(j, v.certificates)
		}
		c.know(j)
		j.ProvenAt = j.proven
		c.believe(j)
		if at := j.imprint.Time; j.Timestamp && j.Signer.Seal == SealTrusted && !at.After(c.at) && (proven.IsZero() || at.Before(proven)) {
			proven = at
		}
	}
}

// stamped looks for the earliest time that a timestamp of the signature's
// value proves. More certificates than the token's own may stand in the file.
func (c *checker) stamped(j *judged, more [][]byte) {
	for i, der := range j.container.Signers[0].Timestamps() {
		if i == maxTimestamps {
			return
		}
		stamp, err := c.timestamp(j, der, more)
		switch {
		case errors.Is(err, errImprint):
			j.Reasons = append(j.Reasons, reasonTimestampMismatch)
		case err != nil:
			j.stampDoubted = true
		default:
			j.stamp = stamp
			if at := stamp.imprint.Time; !at.After(c.at) && (j.proven.IsZero() || at.Before(j.proven)) {
				j.proven = at
			}
		}
	}
}

var (
	errImprint = errors.New("verify: a timestamp of something else")
	errStamp   = errors.New("verify: a timestamp that proves nothing here")
)

// timestamp checks a timestamp (RFC 3161) of a signature's value: imprint,
// mathematics, and a path to a root trusted for time, as of the time that is
// proven for the signature already.
func (c *checker) timestamp(j *judged, der []byte, more [][]byte) (*judged, error) {
	token, err := cmsread.Parse(der)
	if err != nil || len(token.Signers) != 1 {
		return nil, errStamp
	}
	imprint, ok := token.Imprint()
	if !ok {
		return nil, errStamp
	}
	if !imprint.Matches(j.container.Signers[0].Signature) {
		return nil, errImprint
	}
	stamp := &judged{signature: j.signature, container: token, evidence: j.evidence, proven: j.proven, imprint: imprint,
		Signer: Signer{Integrity: Intact, Seal: SealNotJudged, Timestamp: true}, bundle: c.trust.bundle(slices.Concat(token.Certificates, more))}
	signer := token.Signers[0]
	if stamp.cert, err = signer.Certificate(stamp.bundle.certificates); err != nil {
		return nil, errStamp
	}
	hash := signer.DigestAlgorithm.Hash()
	if hash == 0 {
		return nil, errStamp
	}
	if signer.Check(cmsread.OIDTSTInfo, hash.Sum(token.Content), stamp.cert) != nil || !signer.HasSigningCertificate() || signer.CheckSigningCertificate(stamp.cert) != nil {
		return nil, errStamp
	}
	c.believe(stamp)
	if stamp.Signer.Seal != SealTrusted {
		return nil, errStamp
	}
	return stamp, nil
}

// asOf is the instant a signature's certificates are judged for: the proven
// time, else the time asked about; a timestamp later than that is judged as of
// its own time, and proves nothing of the earlier.
func (c *checker) asOf(j *judged) time.Time {
	if at := j.imprint.Time; j.Timestamp && at.After(c.at) {
		return at
	}
	if !j.proven.IsZero() && j.proven.Before(c.at) {
		return j.proven
	}
	return c.at
}

// revocation asks everything at hand, the trust's and the file's own.
func (c *checker) revocation(j *judged) chain.Status {
	return chain.Revocation(j.path, chain.Question{At: c.at, Proven: j.proven}, &c.trust.evidence, j.evidence)
}
