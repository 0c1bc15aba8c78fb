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

// ClockParams says for whom a timestamp authority's certificate is, valid from
// From to Until, whole seconds, both ends included.
type ClockParams struct {
	CommonName   string
	Organization string // optional
	CRLURL       string // where the issuer's revocation list is; "" for none
	From, Until  time.Time
}

// IssueClock certifies a key for a timestamp authority: for timestamps and
// nothing else, which it says critically (RFC 3161, 2.3). It fails with
// certificate_params where the name or a time is missing or the certificate
// would outlive its issuer's, and with key_unsupported.
func IssueClock(ctx context.Context, by *Issuer, public crypto.PublicKey, p ClockParams) (*x509.Certificate, error) {
	const op = "pki.IssueClock"
	if p.CommonName == "" || !p.Until.After(p.From) ||
		p.From.Before(by.Certificate.NotBefore) || p.Until.After(by.Certificate.NotAfter) {
		return nil, fault.New(op, fault.Invalid, "certificate_params")
	}
	if _, err := cms.AlgorithmOf(public); err != nil {
		return nil, fault.Wrap(op, err)
	}
	purposes, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}}) // id-kp-timeStamping
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: p.CommonName, Country: []string{"CN"}},
		NotBefore: p.From, NotAfter: p.Until,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtraExtensions:       []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: purposes}},
		BasicConstraintsValid: true,
	}
	if p.Organization != "" {
		template.Subject.Organization = []string{p.Organization}
	}
	if p.CRLURL != "" {
		template.CRLDistributionPoints = []string{p.CRLURL}
	}
	c, err := issue(ctx, template, public, by)
	return c, fault.Wrap(op, err)
}
