// Package x509cert does what crypto/x509 does not: it reads X.509 certificates
// and PKCS #10 requests with SM2 keys, and checks SM2 signatures on
// certificates, requests and revocation lists (GB/T 20518-2018, GB/T
// 35276-2017). Everything else it leaves to crypto/x509, whose strictness stays
// in force but for the tolerances named here.
//
// A certificate with an SM2 key has PublicKeyAlgorithm unknown and a PublicKey
// of *ecdsa.PublicKey on sm2key.Curve, one signed with SM2 has
// SignatureAlgorithm unknown. Methods of crypto/x509 that check signatures
// refuse both; use the functions here, which pass on to them.
package x509cert

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"yinxin.example/yinxin/internal/signature/sm2key"
)

// What checking fails with, besides crypto/x509's errors.
var (
	ErrSignature = errors.New("x509cert: the SM2 signature is not the issuer's")
	ErrNoIssuer  = errors.New("x509cert: the issuer may not sign such")
)

// signed is the outer shape of certificates, requests and lists (RFC 5280, 4.1
// and 5.1; RFC 2986, 4.2).
type signed struct {
	Content   asn1.RawValue
	Algorithm asn1.RawValue
	Signature asn1.BitString
}

// SM2WithSM3 is the AlgorithmIdentifier of SM2 signatures in DER:
// 1.2.156.10197.1.501 without parameters.
func SM2WithSM3() []byte {
	return []byte{0x30, 0x0a, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75}
}

// withNull is the same with NULL for parameters, which some makers write.
func withNull() []byte {
	return append([]byte{0x30, 0x0c}, append(SM2WithSM3()[2:], 0x05, 0x00)...)
}

// signedWithSM2 reports whether a certificate, request or list names SM2 as
// what signed it.
func signedWithSM2(der []byte, known x509.SignatureAlgorithm) bool {
	var s signed
	if known != x509.UnknownSignatureAlgorithm {
		return false
	}
	if _, err := asn1.Unmarshal(der, &s); err != nil {
		return false
	}
	algorithm := string(s.Algorithm.FullBytes)
	return algorithm == string(SM2WithSM3()) || algorithm == string(withNull())
}

// SignedWithSM2 reports whether a certificate's signature is one of SM2.
func SignedWithSM2(c *x509.Certificate) bool { return signedWithSM2(c.Raw, c.SignatureAlgorithm) }

// CheckSignedBy is CheckSignatureFrom for certificates of every kind: the
// issuer may sign certificates, and its key signed this one.
func CheckSignedBy(c, issuer *x509.Certificate) error {
	if !SignedWithSM2(c) {
		return c.CheckSignatureFrom(issuer)
	}
	if !mayIssue(issuer, x509.KeyUsageCertSign) {
		return ErrNoIssuer
	}
	return check(issuer, c.RawTBSCertificate, c.Signature)
}

// CheckListSignedBy is CheckSignatureFrom for revocation lists of every kind.
func CheckListSignedBy(list *x509.RevocationList, issuer *x509.Certificate) error {
	if !signedWithSM2(list.Raw, list.SignatureAlgorithm) {
		return list.CheckSignatureFrom(issuer)
	}
	if !mayIssue(issuer, x509.KeyUsageCRLSign) {
		return ErrNoIssuer
	}
	return check(issuer, list.RawTBSRevocationList, list.Signature)
}

// CheckRequest checks that a request's own key signed it.
func CheckRequest(r *x509.CertificateRequest) error {
	if !signedWithSM2(r.Raw, r.SignatureAlgorithm) {
		return r.CheckSignature()
	}
	if !sm2key.VerifyMessage(r.PublicKey, r.RawTBSCertificateRequest, r.Signature) {
		return ErrSignature
	}
	return nil
}

// CheckSM2 checks an SM2 signature by a certificate's key over a message.
func CheckSM2(c *x509.Certificate, message, signature []byte) error {
	return check(c, message, signature)
}

func check(by *x509.Certificate, message, signature []byte) error {
	if !sm2key.VerifyMessage(by.PublicKey, message, signature) {
		return ErrSignature
	}
	return nil
}

// mayIssue is what crypto/x509 asks of an issuer (RFC 5280, 4.2.1.9 and 4.2.1.3).
func mayIssue(issuer *x509.Certificate, usage x509.KeyUsage) bool {
	if issuer.Version == 3 && !issuer.BasicConstraintsValid || issuer.BasicConstraintsValid && !issuer.IsCA {
		return false
	}
	return issuer.KeyUsage == 0 || issuer.KeyUsage&usage != 0
}
