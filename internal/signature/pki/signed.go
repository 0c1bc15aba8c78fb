package pki

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"slices"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// crypto/x509 neither writes SM2 keys nor signs with them. Where one is
// concerned it makes the certificate or request around a P-256 key that is
// thrown away; then key and algorithm are replaced and the result is signed. So
// it is with every list, because of its entries.

// createCertificate is x509.CreateCertificate for every algorithm of ours.
func createCertificate(ctx context.Context, template *x509.Certificate, public crypto.PublicKey, by *Issuer) ([]byte, error) {
	if !sm2key.Is(public) && by.Key.Algorithm() != cms.SM2 {
		template.SignatureAlgorithm = signatureAlgorithm(by.Key.Algorithm())
		return x509.CreateCertificate(rand.Reader, template, by.Certificate, public, digestSigner{ctx, by.Key})
	}
	standIn, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	shown, parent := public, *by.Certificate
	if sm2key.Is(public) {
		shown = standIn.Public()
	}
	parent.PublicKey = nil
	template.SignatureAlgorithm = x509.ECDSAWithSHA256
	der, err := x509.CreateCertificate(rand.Reader, template, &parent, shown, standIn)
	if err != nil {
		return nil, err
	}
	const algorithm, info = 2, 6 // of TBSCertificate (RFC 5280, 4.1)
	return resign(ctx, der, by.Key, public, algorithm, info)
}

// createRequest is x509.CreateCertificateRequest for every algorithm of ours.
func createRequest(ctx context.Context, template *x509.CertificateRequest, signer key.Signer) ([]byte, error) {
	if signer.Algorithm() != cms.SM2 {
		template.SignatureAlgorithm = signatureAlgorithm(signer.Algorithm())
		return x509.CreateCertificateRequest(rand.Reader, template, digestSigner{ctx, signer})
	}
	standIn, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template.SignatureAlgorithm = x509.ECDSAWithSHA256
	der, err := x509.CreateCertificateRequest(rand.Reader, template, standIn)
	if err != nil {
		return nil, err
	}
	const info = 2 // of CertificationRequestInfo (RFC 2986, 4.1)
	return resign(ctx, der, signer, signer.Public(), none, info)
}

// createList is x509.CreateRevocationList for every algorithm of ours, and for
// entries that are encoded already.
func createList(ctx context.Context, template *x509.RevocationList, by *Issuer, entries []byte) ([]byte, error) {
	standIn, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template.SignatureAlgorithm = x509.ECDSAWithSHA256
	made, err := x509.CreateRevocationList(rand.Reader, template, by.Certificate, standIn)
	if err != nil {
		return nil, err
	}
	const algorithm, revoked = 1, 5 // of TBSCertList (RFC 5280, 5.1)
	content, err := contentOf(made)
	if err != nil || len(content) < revoked {
		return nil, errors.Join(err, errNoContent())
	}
	if content[algorithm].FullBytes, err = signatureIdentifier(by.Key.Algorithm()); err != nil {
		return nil, err
	}
	var all [][]byte
	for _, part := range content {
		all = append(all, part.FullBytes)
	}
	if len(entries) > 0 {
		all = slices.Insert(all, revoked, der.AppendHeader(nil, der.Sequence, len(entries)), entries)
	}
	return Sign(ctx, by.Key, der.Element(der.Sequence, all...))
}

// none is where a content has no such part.
const none = -1

// resign puts the signer's algorithm and, where info is not none, the public
// key into what stands at those places of the content, and signs it.
func resign(ctx context.Context, made []byte, signer key.Signer, public crypto.PublicKey, algorithm, info int) ([]byte, error) {
	content, err := contentOf(made)
	if err != nil || max(algorithm, info) >= len(content) {
		return nil, errors.Join(err, errNoContent())
	}
	if algorithm != none {
		name, err := signatureIdentifier(signer.Algorithm())
		if err != nil {
			return nil, err
		}
		content[algorithm] = asn1.RawValue{FullBytes: name}
	}
	if info != none && sm2key.Is(public) {
		spki, err := sm2key.MarshalPKIX(public)
		if err != nil {
			return nil, err
		}
		content[info] = asn1.RawValue{FullBytes: spki}
	}
	tbs, err := asn1.Marshal(content)
	if err != nil {
		return nil, err
	}
	return Sign(ctx, signer, tbs)
}

// contentOf gives the parts of what is signed.
func contentOf(made []byte) ([]asn1.RawValue, error) {
	var outer struct {
		Content   []asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(made, &outer)
	return outer.Content, err
}

func errNoContent() error { return errors.New("pki: nothing to put a key into") }

// Sign signs DER content and returns the SEQUENCE of content, signature
// algorithm and signature that certificates, requests and lists are (RFC 5280,
// 4.1.1).
func Sign(ctx context.Context, signer key.Signer, content []byte) ([]byte, error) {
	algorithm, signature, err := SignatureOver(ctx, signer, content)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Content, Algorithm asn1.RawValue
		Signature          asn1.BitString
	}{asn1.RawValue{FullBytes: content}, algorithm, signature})
}

// SignatureOver signs DER content and returns the AlgorithmIdentifier and the
// signature.
func SignatureOver(ctx context.Context, signer key.Signer, content []byte) (algorithm asn1.RawValue, signature asn1.BitString, err error) {
	digest, err := signer.Algorithm().MessageDigest(signer.Public(), content)
	if err != nil {
		return algorithm, signature, err
	}
	value, err := signer.Sign(ctx, digest)
	if err != nil {
		return algorithm, signature, err
	}
	algorithm.FullBytes, err = signatureIdentifier(signer.Algorithm())
	return algorithm, asn1.BitString{Bytes: value, BitLength: 8 * len(value)}, err
}

// signatureIdentifier is the AlgorithmIdentifier in DER that certificates are
// signed under (RFC 5758, 3.2; RFC 4055, 5; GB/T 20518-2018).
func signatureIdentifier(alg key.Algorithm) ([]byte, error) {
	switch alg {
	case cms.SM2:
		return x509cert.SM2WithSM3(), nil
	case cms.P256:
		return asn1.Marshal(pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}})
	case cms.P384:
		return asn1.Marshal(pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}})
	default:
		return asn1.Marshal(pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, Parameters: asn1.NullRawValue})
	}
}
