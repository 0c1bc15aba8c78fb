package pki

import (
	"context"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
)

// IssueResponder certifies a key to answer for the issuer's certificates over
// OCSP and for nothing else (RFC 6960, 4.2.2.2), valid from From to Until, whole
// seconds. Nobody need ask whether it was revoked itself (4.2.2.2.1), so it is
// to be short-lived. It fails with certificate_params where it would outlive
// its issuer's, and with key_unsupported.
func IssueResponder(ctx context.Context, by *Issuer, public crypto.PublicKey, from, until time.Time) (*x509.Certificate, error) {
	const op = "pki.IssueResponder"
	if !until.After(from) || from.Before(by.Certificate.NotBefore) || until.After(by.Certificate.NotAfter) {
		return nil, fault.New(op, fault.Invalid, "certificate_params")
	}
	if _, err := cms.AlgorithmOf(public); err != nil {
		return nil, fault.Wrap(op, err)
	}
	name := pkix.Name{Country: []string{"CN"}, Organization: by.Certificate.Subject.Organization, CommonName: by.Certificate.Subject.CommonName + " OCSP"}
	template := &x509.Certificate{
		Subject: name, NotBefore: from, NotAfter: until,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning},
		BasicConstraintsValid: true,
		ExtraExtensions: []pkix.Extension{
			{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}, Value: asn1.NullBytes}, // id-pkix-ocsp-nocheck
		},
	}
	c, err := issue(ctx, template, public, by)
	return c, fault.Wrap(op, err)
}
