package verify

import (
	"bytes"
	"crypto/x509"
	"slices"

	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// exactStamp reports whether a document timestamp's Contents could not be
// written otherwise without its maker.
func exactStamp(file []byte, j *judged) bool {
	contents, ok := j.contents()
	return ok && plainHex(file, contents) && exactToken(j)
}

// plainHex reports whether a string in the file has nothing between its
// delimiters but pairs of hexadecimal digits, all in lower or all in upper case.
func plainHex(file []byte, s pdfread.String) bool {
	token := file[s.Start+1 : s.End-1]
	var small, large bool
	for _, c := range token {
		switch {
		case '0' <= c && c <= '9':
		case 'a' <= c && c <= 'f':
			small = true
		case 'A' <= c && c <= 'F':
			large = true
		default:
			return false
		}
	}
	return len(s.Bytes)*2 == len(token) && !(small && large)
}

// exactToken reports whether every byte of a timestamp is the maker's own
// (RFC 3161, 2.4.2): under its signature, or fixed by what is. The certificates
// of one that is trusted must be those of its path, each once. What is left to
// choose is an ECDSA signature's sign, and the order of the certificates.
func exactToken(j *judged) bool {
	const version, signerVersion, signerVersionByKey = 3, 1, 3
	d := j.container
	if !d.DER || d.Version != version || d.Others > 0 || len(d.CRLs) > 0 || len(d.Signers) != 1 || len(d.Digests) != 1 {
		return false
	}
	s := d.Signers[0]
	byKey := s.Issuer == nil
	if byKey && s.Version != signerVersionByKey || !byKey && s.Version != signerVersion || len(s.Unsigned) > 0 {
		return false
	}
	if d.Digests[0].OID != s.DigestAlgorithm.OID || !bare(d.Digests[0]) || !bare(s.DigestAlgorithm) || !bare(s.SignatureAlgorithm) {
		return false
	}
	for i, der := range d.Certificates {
		onPath := slices.ContainsFunc(j.path, func(c *x509.Certificate) bool { return bytes.Equal(c.Raw, der) })
		if j.path != nil && !onPath || slices.ContainsFunc(d.Certificates[:i], func(other []byte) bool { return bytes.Equal(other, der) }) {
			return false
		}
	}
	return true
}

// bare reports whether an algorithm has no parameters, or NULL.
func bare(a cmsread.Algorithm) bool {
	return len(a.Parameters) == 0 || bytes.Equal(a.Parameters, []byte{5, 0})
}
