package chain

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// voucher is who stands behind a list or an answer.
type voucher struct {
	holds bool
	// A responder that the issuer certified and that is not exempt from being
	// asked about (RFC 6960, 4.2.2.2.1), and who certified it; else nil.
	responder, by *x509.Certificate
}

// signedFor finds who signed the answer for an issuer's certificates (RFC 6960,
// 4.2.2.2): the issuer's key, or a responder whose certificate that key signed,
// or a local anchor's, for OCSPSigning.
func (a *Answer) signedFor(issuer *x509.Certificate, local []*x509.Certificate) voucher {
	if a.responder(issuer) && a.signedWith(issuer) {
		return voucher{holds: true}
	}
	var asked voucher
	for _, c := range append(a.certificates, local...) {
		if !a.responder(c) {
			continue
		}
		by := a.certifier(c, issuer, local)
		if by == nil || !a.signedWith(c) {
			continue
		}
		if c.Equal(by) || exempt(c) {
			return voucher{holds: true}
		}
		asked = voucher{true, c, by}
	}
	return asked
}

func (a *Answer) signedWith(c *x509.Certificate) bool {
	sm2WithSM3 := asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 501}
	if sm2key.Is(c.PublicKey) {
		return a.algorithm.Equal(sm2WithSM3) && sm2key.VerifyMessage(c.PublicKey, a.tbs, a.signature)
	}
	return c.CheckSignature(signatureAlgorithm(a.algorithm), a.tbs, a.signature) == nil
}

func (a *Answer) responder(c *x509.Certificate) bool {
	if a.byName != nil {
		return bytes.Equal(a.byName, c.RawSubject)
	}
	return bytes.Equal(a.byKey, digest.SHA1.Sum(keyBits(c)))
}

// certifier finds who lets a responder answer for an issuer: that issuer, or an
// anchor, which may answer itself; nil where nobody does.
func (a *Answer) certifier(c, issuer *x509.Certificate, local []*x509.Certificate) *x509.Certificate {
	if a.produced.Before(c.NotBefore) || a.produced.After(c.NotAfter) || !strong([]*x509.Certificate{c}) {
		return nil
	}
	for _, anchor := range local {
		if c.Equal(anchor) {
			return anchor
		}
	}
	if !forOCSP(c) {
		return nil
	}
	for _, by := range append([]*x509.Certificate{issuer}, local...) {
		if bytes.Equal(c.RawIssuer, by.RawSubject) && x509cert.CheckSignedBy(c, by) == nil {
			return by
		}
	}
	return nil
}

func forOCSP(c *x509.Certificate) bool {
	unknown := func(id asn1.ObjectIdentifier) bool { return !id.Equal(noCheck()) }
	if slices.ContainsFunc(c.UnhandledCriticalExtensions, unknown) || c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		return false
	}
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning)
}

// exempt reports whether a responder's certificate says that its revocation
// need not be asked about.
func exempt(c *x509.Certificate) bool {
	_, found := extensionOf(c, noCheck())
	return found
}

// noCheck is id-pkix-ocsp-nocheck.
func noCheck() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5} }
