package pki

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
)

// requestType is the PEM label of a PKCS #10 request (RFC 7468 section 7).
const requestType = "CERTIFICATE REQUEST"

// NewRequest makes the PKCS #10 request (RFC 2986, DER) for a seal's signing
// certificate: the authority's name in O and CN, and the extensions that
// IssueSeal would give it. It uses the key once.
func NewRequest(ctx context.Context, signer key.Signer, authority string, demo bool) ([]byte, error) {
	const op = "pki.NewRequest"
	if authority == "" {
		return nil, fault.New(op, fault.Invalid, "certificate_params")
	}
	asked, err := sealExtensions(demo)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	request := &x509.CertificateRequest{
		Subject:         pkix.Name{Country: []string{"CN"}, Organization: []string{authority}, CommonName: authority},
		ExtraExtensions: asked,
	}
	der, err := createRequest(ctx, request, signer)
	return der, fault.Wrap(op, err)
}

// EncodeRequest is a request as PEM.
func EncodeRequest(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: requestType, Bytes: der})
}

// sealExtensions are the extensions of a seal's certificate: digitalSignature
// and nonRepudiation, signing of documents, and the policies of seals.
func sealExtensions(demo bool) ([]pkix.Extension, error) {
	policies, err := sealPolicies(demo)
	if err != nil {
		return nil, err
	}
	type policy struct{ ID asn1.RawValue }
	var named []policy
	for _, p := range policies {
		content, err := p.MarshalBinary()
		if err != nil {
			return nil, err
		}
		named = append(named, policy{asn1.RawValue{Tag: asn1.TagOID, Bytes: content}})
	}
	emailProtection := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 4}
	// RFC 5280 sections 4.2.1.3, 4.2.1.12 and 4.2.1.4.
	all := []pkix.Extension{
		{Id: asn1.ObjectIdentifier{2, 5, 29, 15}, Critical: true},
		{Id: asn1.ObjectIdentifier{2, 5, 29, 37}},
		{Id: asn1.ObjectIdentifier{2, 5, 29, 32}},
	}
	for i, value := range []any{
		asn1.BitString{Bytes: []byte{0xc0}, BitLength: 2},
		[]asn1.ObjectIdentifier{documentSigning(), emailProtection},
		named,
	} {
		if all[i].Value, err = asn1.Marshal(value); err != nil {
			return nil, err
		}
	}
	return all, nil
}
