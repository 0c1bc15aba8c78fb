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
	"yinxin.example/yinxin/internal/signature/statement"
)

// SealParams says for whom a seal certificate is. The certificate is valid
// from From to Until, whole seconds, both ends included.
type SealParams struct {
	Authority   string // the authority's name, in the subject's O and CN
	Demo        bool   // marks every file the seal makes as a demonstration's
	CRLURL      string // where the issuer's revocation list is; "" for none
	OCSPURL     string // where its OCSP responder answers; "" for none
	IssuerURL   string // where its certificate is, DER; "" for none
	From, Until time.Time
}

// IssueSeal certifies a key for an authority's seal: for digital signatures
// with commitment (nonRepudiation), for signing documents (RFC 9336) and mail,
// under our seal policy and, for a demonstration, the demo policy too. It fails
// with certificate_params where the name or a time is missing or the seal would
// outlive its issuer, and with key_unsupported.
func IssueSeal(ctx context.Context, by *Issuer, public crypto.PublicKey, p SealParams) (*x509.Certificate, error) {
	const op = "pki.IssueSeal"
	if p.Authority == "" || !p.Until.After(p.From) ||
		p.From.Before(by.Certificate.NotBefore) || p.Until.After(by.Certificate.NotAfter) {
		return nil, fault.New(op, fault.Invalid, "certificate_params")
	}
	if _, err := cms.AlgorithmOf(public); err != nil {
		return nil, fault.Wrap(op, err)
	}
	policies, err := sealPolicies(p.Demo)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	template := &x509.Certificate{
		Subject: pkix.Name{
			Country:      []string{"CN"},
			Organization: []string{p.Authority},
			CommonName:   p.Authority,
		},
		NotBefore:          p.From,
		NotAfter:           p.Until,
		KeyUsage:           x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		UnknownExtKeyUsage: []asn1.ObjectIdentifier{documentSigning()},
		// Readers built on NSS (poppler's pdfsig among them) look for this one.
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
		BasicConstraintsValid: true,
		Policies:              policies,
	}
	if p.CRLURL != "" {
		template.CRLDistributionPoints = []string{p.CRLURL}
	}
	if p.OCSPURL != "" {
		template.OCSPServer = []string{p.OCSPURL}
	}
	if p.IssuerURL != "" {
		template.IssuingCertificateURL = []string{p.IssuerURL}
	}
	seal, err := issue(ctx, template, public, by)
	return seal, fault.Wrap(op, err)
}

// documentSigning is id-kp-documentSigning (RFC 9336 section 3).
func documentSigning() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}
}

func sealPolicies(demo bool) ([]x509.OID, error) {
	names := []string{statement.SealPolicy}
	if demo {
		names = append(names, statement.DemoPolicy)
	}
	policies := make([]x509.OID, len(names))
	for i, name := range names {
		oid, err := x509.ParseOID(name) // a UUID's arc is too wide for asn1.ObjectIdentifier
		if err != nil {
			return nil, err
		}
		policies[i] = oid
	}
	return policies, nil
}
