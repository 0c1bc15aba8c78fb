package cms

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"

	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/digest"
)

// signedAttributes returns the DER SET OF Attribute (RFC 5652 section 5.4)
// with a zero digest, and where in it the digest stands.
func signedAttributes(signer *x509.Certificate, alg Algorithm) (set []byte, hole int, err error) {
	contentType, err := attribute(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}, contentTypeData())
	if err != nil {
		return nil, 0, err
	}
	blank := make([]byte, alg.Hash().Size())
	messageDigest, err := attribute(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}, blank)
	if err != nil {
		return nil, 0, err
	}
	signingCertificate, err := attribute(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}, certificateReference(signer, alg))
	if err != nil {
		return nil, 0, err
	}
	// The digest ends its attribute and cannot change where that one sorts:
	// the length octet or the OID before it decides.
	set = der.SetOf(der.Set, contentType, messageDigest, signingCertificate)
	hole = bytes.Index(set, messageDigest) + len(messageDigest) - len(blank)
	return set, hole, nil
}

func attribute(oid asn1.ObjectIdentifier, value any) ([]byte, error) {
	name, err := asn1.Marshal(oid)
	if err != nil {
		return nil, err
	}
	content, err := asn1.Marshal(value)
	if err != nil {
		return nil, err
	}
	return der.Element(der.Sequence, name, der.Element(der.Set, content)), nil
}

// signingCertificateV2 and essCertIDv2 are RFC 5035 section 4, with the hash
// algorithm left out where it is the default, SHA-256, and no issuerSerial.
type signingCertificateV2 struct{ Certs []essCertIDv2 }

type essCertIDv2 struct {
	Hash     pkix.AlgorithmIdentifier `asn1:"optional"`
	CertHash []byte
}

// certificateReference names the certificate by its SM3 for SM2, else by its
// SHA-256.
func certificateReference(c *x509.Certificate, alg Algorithm) signingCertificateV2 {
	if alg == SM2 {
		return signingCertificateV2{Certs: []essCertIDv2{{alg.digestIdentifier(), digest.SM3.Sum(c.Raw)}}}
	}
	return signingCertificateV2{Certs: []essCertIDv2{{CertHash: digest.SHA256.Sum(c.Raw)}}}
}

func contentTypeData() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
}

func contentTypeSignedData() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
}
