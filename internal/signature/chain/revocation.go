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
		if string(list.RawIssuer) != string(issuer.RawSubject) || !complete(list) || list.CheckSignatureFrom(issuer) != nil {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			// A certificate taken off hold again (removeFromCRL, 8) is good.
			if entry.SerialNumber.Cmp(cert.SerialNumber) == 0 && !entry.RevocationTime.After(at) && entry.ReasonCode != 8 {
				return Revoked
			}
		}
		if !list.ThisUpdate.After(at) && (list.NextUpdate.IsZero() || !list.NextUpdate.Before(at)) {
			status = Good
		}
	}
	return status
}

// complete refuses lists with critical extensions: deltas, and lists of one
// distribution point, reason or other issuer (RFC 5280, 5.2).
func complete(list *x509.RevocationList) bool {
	deltaIndicator := asn1.ObjectIdentifier{2, 5, 29, 27}
	for _, e := range list.Extensions {
		if e.Critical || e.Id.Equal(deltaIndicator) {
			return false
		}
	}
	return true
}
