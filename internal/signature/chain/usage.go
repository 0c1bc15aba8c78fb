package chain

import (
	"crypto/x509"
	"encoding/asn1"
)

// Usage checks that a certificate is for signing documents: digitalSignature
// or nonRepudiation where key usages are named, no certificate authority, and,
// where extended usages are named, one that documents or mail are signed
// under. It fails with ErrUsage.
func Usage(c *x509.Certificate, anchor bool) error {
	if c.KeyUsage != 0 && c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return ErrUsage
	}
	if c.IsCA && !anchor {
		return ErrUsage
	}
	if len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 {
		return nil
	}
	for _, u := range c.ExtKeyUsage {
		if u == x509.ExtKeyUsageAny || u == x509.ExtKeyUsageEmailProtection {
			return nil
		}
	}
	for _, u := range c.UnknownExtKeyUsage {
		if documentUsage(u) {
			return nil
		}
	}
	return ErrUsage
}

// documentUsage knows id-kp-documentSigning (RFC 9336), Adobe's authentic
// documents trust and Microsoft's document signing.
func documentUsage(u asn1.ObjectIdentifier) bool {
	switch u.String() {
	case "1.3.6.1.5.5.7.3.36", "1.2.840.113583.1.1.5", "1.3.6.1.4.1.311.10.3.12":
		return true
	}
	return false
}

// HasPolicy reports whether a certificate carries a policy, given as a dotted
// OID whose arcs may be of any size.
func HasPolicy(c *x509.Certificate, dotted string) bool {
	want, err := x509.ParseOID(dotted)
	if err != nil {
		return false
	}
	for _, p := range c.Policies {
		if p.Equal(want) {
			return true
		}
	}
	return false
}

// TimestampUsage checks that a certificate is for timestamps and nothing else,
// and says so critically (RFC 3161, 2.3). It fails with ErrUsage.
func TimestampUsage(c *x509.Certificate) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	if len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping || len(c.UnknownExtKeyUsage) > 0 ||
		c.KeyUsage != 0 && c.KeyUsage&signs == 0 {
		return ErrUsage
	}
	extended := asn1.ObjectIdentifier{2, 5, 29, 37}
	for _, e := range c.Extensions {
		if e.Id.Equal(extended) && e.Critical {
			return nil
		}
	}
	return ErrUsage
}
