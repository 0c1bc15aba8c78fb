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
	"yinxin.example/yinxin/internal/signature/key"
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
	purposes, err := clockPurposes()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	template := &x509.Certificate{
		Subject:   clockName(p.CommonName, p.Organization),
		NotBefore: p.From, NotAfter: p.Until,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtraExtensions:       []pkix.Extension{purposes},
		BasicConstraintsValid: true,
	}
	if p.CRLURL != "" {
		template.CRLDistributionPoints = []string{p.CRLURL}
	}
	c, err := issue(ctx, template, public, by)
	return c, fault.Wrap(op, err)
}

// NewClockRequest makes the PKCS #10 request (RFC 2986, DER) for a timestamp
// authority's certificate: the names in CN and, unless it is "", in O, and the
// usages that IssueClock would give it. It uses the key once. It fails with
// certificate_params where the common name is missing.
func NewClockRequest(ctx context.Context, signer key.Signer, commonName, organization string) ([]byte, error) {
	const op = "pki.NewClockRequest"
	if commonName == "" {
		return nil, fault.New(op, fault.Invalid, "certificate_params")
	}
	purposes, err := clockPurposes()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	usage, err := asn1.Marshal(asn1.BitString{Bytes: []byte{0x80}, BitLength: 1}) // digitalSignature
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	request := &x509.CertificateRequest{
		Subject:         clockName(commonName, organization),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 15}, Critical: true, Value: usage}, purposes},
	}
	der, err := createRequest(ctx, request, signer)
	return der, fault.Wrap(op, err)
}

// clockPurposes is the extended key usage id-kp-timeStamping, critical.
func clockPurposes() (pkix.Extension, error) {
	value, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: value}, err
}

func clockName(commonName, organization string) pkix.Name {
	name := pkix.Name{CommonName: commonName, Country: []string{"CN"}}
	if organization != "" {
		name.Organization = []string{organization}
	}
	return name
}
