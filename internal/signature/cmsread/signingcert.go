package cmsread

import (
	"bytes"
	"crypto/x509"

	"yinxin.example/yinxin/internal/signature/digest"
)

// HasSigningCertificate reports whether signing-certificate or
// signing-certificate-v2 (RFC 5035) is among the signed attributes.
func (s Signer) HasSigningCertificate() bool {
	return s.Has(oidSigningCertificate) || s.Has(oidSigningCertificateV2)
}

// CheckSigningCertificate compares the signing-certificate attributes, those
// that stand, with the certificate. It fails with ErrSigningCertificate.
func (s Signer) CheckSigningCertificate(cert *x509.Certificate) error {
	for _, kind := range []struct {
		oid  string
		hash digest.Algorithm
	}{{oidSigningCertificate, digest.SHA1}, {oidSigningCertificateV2, digest.SHA256}} {
		if !s.Has(kind.oid) {
			continue
		}
		value, err := s.single(kind.oid)
		if err != nil || !certificateID(value, kind.hash, cert) {
			return ErrSigningCertificate
		}
	}
	return nil
}

// certificateID reads SigningCertificate(V2) and compares its first ESSCertID,
// which is the signer's (RFC 5035, 3).
func certificateID(value []byte, hash digest.Algorithm, cert *x509.Certificate) bool {
	n, _, err := parse(value)
	if err != nil || n.tag != tagSequence || len(n.members) == 0 || len(n.members[0].members) == 0 {
		return false
	}
	m := n.members[0].members[0].members
	if len(m) > 0 && m[0].tag == tagSequence && hash == digest.SHA256 {
		a, ok := algorithm(m[0])
		if hash = a.Hash(); !ok || hash == 0 {
			return false
		}
		m = m[1:]
	}
	if len(m) == 0 || m[0].tag != tagOctets {
		return false
	}
	if !bytes.Equal(hash.Sum(cert.Raw), m[0].content) {
		return false
	}
	return len(m) == 1 || issuerSerial(m[1], cert)
}

// issuerSerial compares IssuerSerial ::= SEQUENCE { GeneralNames, INTEGER }
// where the issuer is one directoryName.
func issuerSerial(n node, cert *x509.Certificate) bool {
	m := n.members
	if n.tag != tagSequence || len(m) != 2 || m[1].tag != tagInteger {
		return false
	}
	if integer(m[1]).Cmp(cert.SerialNumber) != 0 || len(m[0].members) != 1 {
		return false
	}
	name := m[0].members[0]
	return name.tag == 0xa4 && len(name.members) == 1 && bytes.Equal(name.members[0].raw, cert.RawIssuer)
}
