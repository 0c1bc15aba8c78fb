package tsp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"slices"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/key"
)

// layout is what all tokens of an authority have in common: CMS SignedData of
// version 3 with one signer (RFC 5652, 5.1), whose signed attributes are
// content-type, message-digest and signing-certificate-v2 (RFC 5816). All of it
// is encoded once.
type layout struct {
	algorithm    cms.Algorithm
	contentType  []byte // id-signedData
	data         []byte // content of SignedData before encapContentInfo
	info         []byte // id-ct-TSTInfo
	certificates []byte // [0], a SET OF
	signer       []byte // content of SignerInfo before the signed attributes
	attributes   []byte // SET OF signed attributes
	hole         int    // where the digest stands in attributes
	signature    []byte // the signature algorithm
}

func newLayout(chain []*x509.Certificate, alg cms.Algorithm) (*layout, error) {
	const cmsVersion, signerVersion = 3, 1
	digest, signature := alg.Identifiers()
	// ESSCertIDv2 (RFC 5035, 4): the default hash, SHA-256, and nothing else.
	type certID struct{ Hash []byte }
	sum := sha256.Sum256(chain[0].Raw)
	encoded, err := encode(
		asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, cmsVersion, signerVersion,
		asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}, digest, signature,
		struct {
			Issuer asn1.RawValue
			Serial *big.Int
		}{asn1.RawValue{FullBytes: chain[0].RawIssuer}, chain[0].SerialNumber},
		asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3},
		asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}, make([]byte, alg.Hash().Size()),
		asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}, struct{ Certs []certID }{[]certID{{sum[:]}}},
	)
	if err != nil {
		return nil, err
	}
	idSignedData, version, versionOfSigner, idInfo, digestAlg, signatureAlg, signer := encoded[0], encoded[1], encoded[2], encoded[3], encoded[4], encoded[5], encoded[6]
	contentType := attribute(encoded[7], idInfo)
	messageDigest := attribute(encoded[8], encoded[9])
	signingCertificate := attribute(encoded[10], encoded[11])
	raws := make([][]byte, len(chain))
	for i, c := range chain {
		raws[i] = c.Raw
	}
	l := &layout{
		algorithm: alg, contentType: idSignedData, info: idInfo, signature: signatureAlg,
		data:         slices.Concat(version, der.Element(der.Set, digestAlg)),
		certificates: der.SetOf(der.Context0, raws...),
		signer:       slices.Concat(versionOfSigner, signer, digestAlg),
		attributes:   der.SetOf(der.Set, contentType, messageDigest, signingCertificate),
	}
	// The digest ends its attribute, and what stands before it decides where
	// that one sorts.
	l.hole = bytes.Index(l.attributes, messageDigest) + len(messageDigest) - alg.Hash().Size()
	return l, nil
}

func attribute(oid, value []byte) []byte {
	return der.Element(der.Sequence, oid, der.Element(der.Set, value))
}

func encode(values ...any) (all [][]byte, err error) {
	all = make([][]byte, len(values))
	for i, v := range values {
		if all[i], err = asn1.Marshal(v); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// sign makes the token around a TSTInfo. It fails as the key does.
func (l *layout) sign(ctx context.Context, k key.Signer, info []byte, withCertificates bool) ([]byte, error) {
	attributes := bytes.Clone(l.attributes)
	h := l.algorithm.Hash().New()
	h.Write(info)
	copy(attributes[l.hole:], h.Sum(nil))
	toSign, err := l.algorithm.MessageDigest(k.Public(), attributes)
	if err != nil {
		return nil, err
	}
	signature, err := k.Sign(ctx, toSign)
	if err != nil {
		return nil, err
	}
	var certificates []byte
	if withCertificates {
		certificates = l.certificates
	}
	attributes[0] = der.Context0 // inside SignerInfo the tag is IMPLICIT
	signer := der.Element(der.Sequence, l.signer, attributes, l.signature, der.Element(der.OctetString, signature))
	content := der.Element(der.Sequence, l.info, der.Element(der.Context0, der.Element(der.OctetString, info)))
	data := der.Element(der.Sequence, l.data, content, certificates, der.Element(der.Set, signer))
	return der.Element(der.Sequence, l.contentType, der.Element(der.Context0, data)), nil
}
