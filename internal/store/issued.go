package store

import (
	"context"
	"time"
)

// IssuedCertificate is an X.509 certificate that a CA of this installation
// issued, as its revocation services know it.
type IssuedCertificate struct {
	Issuer    string    // whose key signed it: 64 hexadecimal digits, as pki.IssuerID
	Serial    string    // lower-case hexadecimal without zeros in front
	EndsAt    time.Time // of its validity
	RevokedAt time.Time // zero while it is good
	Reason    int       // CRLReason (RFC 5280, 5.3.1); 0 for none
	Since     time.Time // invalidityDate (5.3.2); zero for none
}

// Issuer is a CA of this installation, with the revocation list it published
// last.
type Issuer struct {
	ID          string
	Revocations int64 // grows with each, and with each that is moved back
	Published   PublishedList
}

// PublishedList is a revocation list without its bytes. The zero one is none.
type PublishedList struct {
	Number         int64 // grows with each list of the issuer (RFC 5280, 5.2.3)
	Revocations    int64 // the issuer's, when it was made
	MadeAt, NextAt time.Time
}

// IssuedReader reads what was issued, each by its key: a million revocations
// are no more to read than one.
type IssuedReader interface {
	// Issuer returns the issuer.
	Issuer(ctx context.Context, id string) (Issuer, error)
	// IssuedCertificate returns what an issuer issued under a serial number.
	IssuedCertificate(ctx context.Context, issuer, serial string) (IssuedCertificate, error)
	// RevokedCertificates returns an issuer's revoked certificates in the order
	// of their serial numbers as text, those after one, at most ListLimit.
	RevokedCertificates(ctx context.Context, issuer, after string, limit int) ([]IssuedCertificate, error)
	// PublishedCRL returns the bytes of the list an issuer published last; NotFound
	// where that is another than the number says.
	PublishedCRL(ctx context.Context, issuer string, number int64) ([]byte, error)
}

// IssuedWriter writes what was issued.
type IssuedWriter interface {
	// AddIssuer adds an issuer without a list; one that is there stays.
	AddIssuer(ctx context.Context, id string) error
	// AddIssued adds certificates; those that are there stay as they are.
	AddIssued(ctx context.Context, all []IssuedCertificate) error
	// RevokeIssued stores RevokedAt, Reason and Since of a certificate that is good
	// and counts it for its issuer; else Conflict (already_revoked), NotFound where
	// it was never issued.
	RevokeIssued(ctx context.Context, c IssuedCertificate) error
	// AntedateIssued stores Reason and an earlier Since of a certificate that is
	// revoked, and counts it for its issuer; Conflict (not_earlier) where Since is
	// there and no later, NotFound where it is not revoked.
	AntedateIssued(ctx context.Context, c IssuedCertificate) error
	// PublishCRL stores an issuer's next list; Conflict (moved_on) unless its number
	// is the last one's and one more.
	PublishCRL(ctx context.Context, issuer string, p PublishedList, der []byte) error
}
