package verify

import (
	"bytes"
	"crypto/x509"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// canonical holds a copy of ours against what the sealing writes: one sealed
// revision in the writer's byte grammar, with one signature and a container
// that rebuilt from chain, digest and signature equals the file's; after it
// nothing but what makes the seal last.
func canonical(pdf *pdfread.File, all []*judged, own *judged) string {
	sealed := pdf.Revisions()[0].End
	switch {
	case len(pdf.Revisions()) > 1 && !archivedOnly(pdf, all):
		return reasonLaterRevision
	case own.Signer.Integrity != Intact:
		return "" // a better reason has been given
	case own.revision != 0 || pdf.End() != len(pdf.Data()) || pdf.Encrypted() || len(pdf.Issues()) > 0:
		return reasonContentsNotCanonical
	case len(pdf.Revisions()) == 1 && len(all) != 1:
		return reasonContentsNotCanonical
	}
	if _, ok := canonicalGrammar(pdf.Data()[:sealed], nil); !ok || !canonicalContents(pdf.Data(), own) {
		return reasonContentsNotCanonical
	}
	return ""
}

// canonicalContents rebuilds the container from the certificates it carries,
// put in order from the signer up.
func canonicalContents(file []byte, own *judged) bool {
	if own.eseal != nil {
		return canonicalSeal(file, own)
	}
	template := own.carried.line(own.cert, own.path)
	return template != nil && len(own.carried.certificates) == len(own.container.Certificates) && canonicalForm(file, own, template)
}

// canonicalForm compares a container with the one that the template makes of
// its digest and signature, and of the one timestamp where there is one, as the
// lower-case digits that stand in the file. The hole is as large as the longest
// container; with a timestamp, whose length nobody knew when the hole was
// measured, it may be larger.
func canonicalForm(file []byte, own *judged, template *cms.Template) bool {
	contents, _ := own.contents()
	token := file[contents.Start+1 : contents.End-1]
	signer := own.container.Signers[0]
	if template.Algorithm().CheckForm(signer.Signature) != nil || len(contents.Bytes)*2 != len(token) || !lowerCase(token) {
		return false
	}
	var made []byte
	if stamps := signer.Timestamps(); len(signer.Unsigned) == 1 && len(stamps) == 1 {
		made = template.Stamped(own.digest, signer.Signature, stamps[0])
	} else if len(signer.Unsigned) == 0 && len(contents.Bytes) == template.MaxLen() {
		made = template.SignedData(own.digest, signer.Signature)
	}
	return made != nil && len(made) == own.container.Length && bytes.HasPrefix(contents.Bytes, made) && allZero(contents.Bytes[len(made):])
}

// lowerCase reports whether hexadecimal digits, and there are no others, have
// no capital among them: of all such characters only A to F lack the bit 0x20.
func lowerCase(digits []byte) bool {
	all := byte(0xff)
	for _, c := range digits {
		all &= c
	}
	return all&0x20 != 0
}

// templateOf puts a container's certificates in order, the seal's first and
// each before its issuer, and prepares the container they make. It is nil for
// certificates that are not of that line or could stand otherwise.
func templateOf(seal *x509.Certificate, certificates, path []*x509.Certificate) *cms.Template {
	left := map[string]*x509.Certificate{}
	for _, c := range certificates {
		left[string(c.RawSubject)] = c
	}
	if len(left) != len(certificates) {
		return nil
	}
	chain := []*x509.Certificate{seal}
	delete(left, string(seal.RawSubject))
	for len(left) > 0 {
		last := chain[len(chain)-1]
		issuer, ok := left[string(last.RawIssuer)]
		if !ok || x509cert.CheckSignedBy(last, issuer) != nil {
			return nil
		}
		chain = append(chain, issuer)
		delete(left, string(issuer.RawSubject))
	}
	algorithm, err := cms.AlgorithmOf(seal.PublicKey)
	if err != nil || !fixed(chain, path) {
		return nil
	}
	template, err := cms.NewTemplate(chain, algorithm)
	if err != nil {
		return nil
	}
	return template
}

// fixed reports whether nobody could have put another encoding of the same
// certificates into the chain. The signer's own is fixed by the signed
// attributes. One above it must be the very one the path to the trusted root
// runs over, and its signature one without a twin: where s has a twin n-s,
// anyone can change an issuer's certificate into another that verifies as well.
func fixed(chain, path []*x509.Certificate) bool {
	for i, c := range chain[1:] {
		if above := i + 1; above < len(path) && !c.Equal(path[above]) {
			return false
		}
		issuer := c // of itself, unless something stands above it
		if above := i + 2; above < len(chain) {
			issuer = chain[above]
		} else if above < len(path) {
			issuer = path[above]
		}
		if bytes.Equal(c.RawIssuer, issuer.RawSubject) && x509cert.CheckSignedBy(c, issuer) != nil {
			return false
		}
		if by, err := cms.AlgorithmOf(issuer.PublicKey); err == nil && by.CheckForm(c.Signature) != nil && !trusted(c, path) {
			return false
		}
	}
	return true
}

// trusted reports whether a certificate is the path's anchor, which the
// verifier holds a copy of.
func trusted(c *x509.Certificate, path []*x509.Certificate) bool {
	return len(path) > 0 && path[len(path)-1].Equal(c)
}
