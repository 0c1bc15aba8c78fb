package cmsread

import (
	"bytes"
	"crypto/x509"
	"errors"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// What can be wrong with a signature's mathematics.
var (
	ErrAttributesMissing  = errors.New("cmsread: no signed attributes")
	ErrAttributes         = errors.New("cmsread: signed attributes are doubled, missing or contradict the container")
	ErrDigest             = errors.New("cmsread: the message digest is another document's")
	ErrSignature          = errors.New("cmsread: the signature value does not belong to the signed attributes")
	ErrSigningCertificate = errors.New("cmsread: the signing-certificate attribute names another certificate")
	ErrNoCertificate      = errors.New("cmsread: the signer's certificate is not among those given")
)

// Hash gives the hash function of a digest algorithm; 0 for one not known.
func (a Algorithm) Hash() digest.Algorithm { return digest.OfOID(a.OID) }

// Certificate picks the signer's certificate from candidates by issuer and
// serial number or by key identifier. Two that fit are ErrMalformed.
func (s Signer) Certificate(candidates []*x509.Certificate) (*x509.Certificate, error) {
	var found *x509.Certificate
	for _, c := range candidates {
		if !s.names(c) {
			continue
		}
		if found != nil && !found.Equal(c) {
			return nil, ErrMalformed
		}
		found = c
	}
	if found == nil {
		return nil, ErrNoCertificate
	}
	return found, nil
}

func (s Signer) names(c *x509.Certificate) bool {
	if s.Issuer != nil {
		return bytes.Equal(c.RawIssuer, s.Issuer) && c.SerialNumber.Cmp(s.Serial) == 0
	}
	return len(c.SubjectKeyId) > 0 && bytes.Equal(c.SubjectKeyId, s.SubjectKeyID)
}

// Check verifies that the signed attributes speak of content of the given type
// with the given digest and that the certificate's key signed them. Attributes
// are required: without them a signature can be read as one over other data.
func (s Signer) Check(contentType string, digest []byte, cert *x509.Certificate) error {
	if len(s.Signed) == 0 {
		return ErrAttributesMissing
	}
	named, err := s.single(oidContentType)
	if err != nil {
		return err
	}
	if n, _, err := parse(named); err != nil || oid(n) != contentType {
		return ErrAttributes
	}
	value, err := s.single(oidMessageDigest)
	if err != nil {
		return err
	}
	n, _, err := parse(value)
	if err != nil || n.tag != tagOctets {
		return ErrAttributes
	}
	if !bytes.Equal(n.content, digest) {
		return ErrDigest
	}
	if err := s.checkProtection(); err != nil {
		return err
	}
	return s.checkSignature(cert)
}

// single gives the one value of an attribute that must stand exactly once.
func (s Signer) single(oid string) ([]byte, error) {
	var value []byte
	for _, a := range s.Signed {
		if a.OID != oid {
			continue
		}
		if value != nil || len(a.Values) != 1 {
			return nil, ErrAttributes
		}
		value = a.Values[0]
	}
	if value == nil {
		return nil, ErrAttributes
	}
	return value, nil
}

// Has reports whether a signed attribute stands at all.
func (s Signer) Has(oid string) bool {
	for _, a := range s.Signed {
		if a.OID == oid {
			return true
		}
	}
	return false
}

// checkProtection compares CMSAlgorithmProtection (RFC 6211), where it stands,
// with the algorithms the container names.
func (s Signer) checkProtection() error {
	if !s.Has(oidAlgorithmProtection) {
		return nil
	}
	value, err := s.single(oidAlgorithmProtection)
	if err != nil {
		return err
	}
	n, _, err := parse(value)
	if err != nil || len(n.members) != 2 {
		return ErrAttributes
	}
	digest, ok := algorithm(n.members[0])
	signature, ok2 := algorithm(node{tag: tagSequence, members: n.members[1].members})
	if !ok || !ok2 || n.members[1].tag != context1 ||
		digest.OID != s.DigestAlgorithm.OID || signature.OID != s.SignatureAlgorithm.OID {
		return ErrAttributes
	}
	return nil
}

func (s Signer) checkSignature(cert *x509.Certificate) error {
	if s.sm2() {
		return s.checkSM2(cert)
	}
	algorithm, err := s.algorithm()
	if err != nil {
		return err
	}
	if sm2key.Is(cert.PublicKey) {
		return ErrAttributes // the key signs with nothing but SM2
	}
	for _, attributes := range s.attributes {
		err := cert.CheckSignature(algorithm, attributes, s.Signature)
		if err == nil {
			return nil
		}
		var insecure x509.InsecureAlgorithmError
		if errors.As(err, &insecure) || errors.Is(err, x509.ErrUnsupportedAlgorithm) {
			return ErrUnsupported
		}
	}
	return ErrSignature
}

// algorithm joins the signature's algorithm with its digest; they must agree.
func (s Signer) algorithm() (x509.SignatureAlgorithm, error) {
	hash := s.DigestAlgorithm.Hash()
	type pair struct {
		algorithm x509.SignatureAlgorithm
		hash      digest.Algorithm
	}
	var p pair
	switch s.SignatureAlgorithm.OID {
	case "1.2.840.113549.1.1.1": // rsaEncryption: the digest algorithm decides
		p = pair{map[digest.Algorithm]x509.SignatureAlgorithm{digest.SHA1: x509.SHA1WithRSA, digest.SHA256: x509.SHA256WithRSA,
			digest.SHA384: x509.SHA384WithRSA, digest.SHA512: x509.SHA512WithRSA}[hash], hash}
	case "1.2.840.113549.1.1.5":
		p = pair{x509.SHA1WithRSA, digest.SHA1}
	case "1.2.840.113549.1.1.11":
		p = pair{x509.SHA256WithRSA, digest.SHA256}
	case "1.2.840.113549.1.1.12":
		p = pair{x509.SHA384WithRSA, digest.SHA384}
	case "1.2.840.113549.1.1.13":
		p = pair{x509.SHA512WithRSA, digest.SHA512}
	case "1.2.840.113549.1.1.10": // RSASSA-PSS with salt and MGF1 as long as the digest
		p = pair{map[digest.Algorithm]x509.SignatureAlgorithm{digest.SHA256: x509.SHA256WithRSAPSS,
			digest.SHA384: x509.SHA384WithRSAPSS, digest.SHA512: x509.SHA512WithRSAPSS}[hash], hash}
	case "1.2.840.10045.4.1":
		p = pair{x509.ECDSAWithSHA1, digest.SHA1}
	case "1.2.840.10045.4.3.2":
		p = pair{x509.ECDSAWithSHA256, digest.SHA256}
	case "1.2.840.10045.4.3.3":
		p = pair{x509.ECDSAWithSHA384, digest.SHA384}
	case "1.2.840.10045.4.3.4":
		p = pair{x509.ECDSAWithSHA512, digest.SHA512}
	case "1.3.101.112":
		p = pair{x509.PureEd25519, hash}
	}
	if p.algorithm == x509.UnknownSignatureAlgorithm || hash == 0 || hash == digest.SM3 {
		return 0, ErrUnsupported
	}
	if p.hash != hash {
		return 0, ErrAttributes
	}
	return p.algorithm, nil
}
