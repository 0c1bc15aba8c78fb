package chain

import (
	"crypto/x509"
	"encoding/asn1"
)

// scope is how much a list says (RFC 5280, 5.2).
type scope int

const (
	whole      scope = iota // of every certificate of its issuer
	partial                 // of some: what it lists is revoked, what it does not list is not thereby good
	unreadable              // not to be used: a delta, other issuers' certificates, unknown critical extensions
)

func scopeOf(list *x509.RevocationList) scope {
	out := whole
	for _, e := range list.Extensions {
		switch {
		case e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 27}): // deltaCRLIndicator
			return unreadable
		case e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 28}): // issuingDistributionPoint
			if out = partial; indirect(e.Value) {
				return unreadable
			}
		case e.Critical:
			return unreadable
		}
	}
	return out
}

// indirect reports whether an issuingDistributionPoint says indirectCRL, [4],
// or cannot be read.
func indirect(value []byte) bool {
	var point asn1.RawValue
	if rest, err := asn1.Unmarshal(value, &point); err != nil || len(rest) > 0 {
		return true
	}
	for rest := point.Bytes; len(rest) > 0; {
		var field asn1.RawValue
		next, err := asn1.Unmarshal(rest, &field)
		if err != nil || field.Tag == 4 {
			return true
		}
		rest = next
	}
	return false
}
