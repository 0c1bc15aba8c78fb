package tsp

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
)

// layout is what all tokens of an authority have in common: CMS SignedData of
// version 3 with one signer (RFC 5652, 5.1), whose signed attributes are
// content-type, message-digest and signing-certificate-v2 (RFC 5816).
type layout struct {
	algorithm    cms.Algorithm
	certificates asn1.RawValue // [0], a SET OF
	signer       issuerAndSerial
	contentType  asn1.RawValue // the whole attribute
	signingCert  asn1.RawValue // the whole attribute
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []any `asn1:"set"`
}

func newLayout(chain []*x509.Certificate, alg cms.Algorithm) (*layout, error) {
	l := &layout{algorithm: alg, signer: issuerAndSerial{asn1.RawValue{FullBytes: chain[0].RawIssuer}, chain[0].SerialNumber}}
	raws := make([]asn1.RawValue, len(chain))
	for i, c := range chain {
		raws[i].FullBytes = c.Raw
	}
	set, err := asn1.MarshalWithParams(raws, "set")
	if err != nil {
		return nil, err
	}
	l.certificates.FullBytes = retag(set)
	if l.contentType, err = attributeOf(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}, infoOID()); err != nil {
		return nil, err
	}
	// ESSCertIDv2 (RFC 5035, 4): the default hash, SHA-256, and nothing else.
	type certID struct{ Hash []byte }
	sum := sha256.Sum256(chain[0].Raw)
	l.signingCert, err = attributeOf(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}, struct{ Certs []certID }{[]certID{{sum[:]}}})
	return l, err
}

// infoOID is id-ct-TSTInfo.
func infoOID() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
}

func attributeOf(oid asn1.ObjectIdentifier, value any) (asn1.RawValue, error) {
	der, err := asn1.Marshal(attribute{oid, []any{value}})
	return asn1.RawValue{FullBytes: der}, err
}

// retag turns a SET OF into [0] IMPLICIT.
func retag(set []byte) []byte {
	const context0 = 0xa0
	out := append([]byte{}, set...)
	out[0] = context0
	return out
}

type signerInfo struct {
	Version            int
	Signer             issuerAndSerial
	Digest             pkix.AlgorithmIdentifier
	Attributes         asn1.RawValue
	SignatureAlgorithm pkix.AlgorithmIdentifier
	Signature          []byte
}

type encapsulated struct {
	Type    asn1.ObjectIdentifier
	Content []byte `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      encapsulated
	Certificates asn1.RawValue `asn1:"optional"`
	Signers      []signerInfo  `asn1:"set"`
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content signedData `asn1:"explicit,tag:0"`
}

// sign makes the token around a TSTInfo. It fails as the key does.
func (l *layout) sign(ctx context.Context, k key.Signer, info []byte, withCertificates bool) ([]byte, error) {
	messageDigest, err := attributeOf(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}, l.sum(info))
	if err != nil {
		return nil, err
	}
	signed, err := asn1.MarshalWithParams([]asn1.RawValue{l.contentType, messageDigest, l.signingCert}, "set")
	if err != nil {
		return nil, err
	}
	toSign, err := l.algorithm.MessageDigest(k.Public(), signed)
	if err != nil {
		return nil, err
	}
	signature, err := k.Sign(ctx, toSign)
	if err != nil {
		return nil, err
	}
	const cmsVersion, signerVersion = 3, 1
	digest, algorithm := l.algorithm.Identifiers()
	data := signedData{
		Version: cmsVersion, Digests: []pkix.AlgorithmIdentifier{digest}, Content: encapsulated{infoOID(), info},
		Signers: []signerInfo{{signerVersion, l.signer, digest, asn1.RawValue{FullBytes: retag(signed)}, algorithm, signature}},
	}
	if withCertificates {
		data.Certificates = l.certificates
	}
	return asn1.Marshal(contentInfo{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, data})
}

func (l *layout) sum(data []byte) []byte {
	h := l.algorithm.Hash().New()
	h.Write(data)
	return h.Sum(nil)
}
