package chain

import (
	"crypto/x509"
	"encoding/asn1"
	"time"
)

// Status is what revocation lists say about a path.
type Status int

// The answers, from unknown to bad.
const (
	NotChecked Status = iota // no list at hand covers every certificate of the path
	Good                     // every certificate but the anchor is covered by a current list
	Revoked                  // a certificate of the path has been revoked
)

// Revocation asks the lists about every certificate of the path but the
// anchor, at a time. A list counts where the certificate's issuer in the path
// signed it; one that is out of date still proves what it revokes.
func Revocation(path []*x509.Certificate, lists []*x509.RevocationList, at time.Time) Status {
	status := Good
	for i := 0; i+1 < len(path); i++ {
		switch one(path[i], path[i+1], lists, at) {
		case Revoked:
			return Revoked
		case NotChecked:
			status = NotChecked
		}
	}
	if len(path) < 2 {
		return NotChecked
	}
	return status
}

func one(cert, issuer *x509.Certificate, lists []*x509.RevocationList, at time.Time) Status {
	status := NotChecked
	for _, list := range lists {
		scope := scopeOf(list)
		if string(list.RawIssuer) != string(issuer.RawSubject) || scope == unreadable || list.CheckSignatureFrom(issuer) != nil {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			// A certificate taken off hold again (removeFromCRL, 8) is good.
			if entry.SerialNumber.Cmp(cert.SerialNumber) == 0 && !entry.RevocationTime.After(at) && entry.ReasonCode != 8 {
				return Revoked
			}
		}
		current := !list.ThisUpdate.After(at) && (list.NextUpdate.IsZero() || !list.NextUpdate.Before(at))
		if current && scope == whole {
			status = Good
		}
	}
	return status
}

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
