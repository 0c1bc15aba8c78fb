package pki

import (
	"context"
	"crypto/x509"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// Revocation is one certificate taken back.
type Revocation struct {
	Serial *big.Int
	At     time.Time
	Reason int // CRLReason (RFC 5280 section 5.3.1), e.g. 1 keyCompromise; 0 writes none
}

// CRLParams says what revocation list to make.
type CRLParams struct {
	Number     *big.Int // grows with every list of the issuer
	ThisUpdate time.Time
	NextUpdate time.Time // by when the next one will be there
	Revoked    []Revocation
}

// CRL makes the issuer's revocation list, DER (RFC 5280 section 5). It fails
// with crl_params where a number or time is missing, the times are in the
// wrong order, or a serial number is.
func CRL(ctx context.Context, by *Issuer, p CRLParams) ([]byte, error) {
	const op = "pki.CRL"
	bad := fault.New(op, fault.Invalid, "crl_params")
	if p.Number == nil || p.Number.Sign() < 0 || !p.NextUpdate.After(p.ThisUpdate) {
		return nil, bad
	}
	entries := make([]x509.RevocationListEntry, len(p.Revoked))
	for i, r := range p.Revoked {
		if r.Serial == nil || r.Serial.Sign() <= 0 || r.At.IsZero() || r.At.After(p.ThisUpdate) {
			return nil, bad
		}
		entries[i] = x509.RevocationListEntry{SerialNumber: r.Serial, RevocationTime: r.At, ReasonCode: r.Reason}
	}
	list := &x509.RevocationList{
		Number:                    p.Number,
		ThisUpdate:                p.ThisUpdate,
		NextUpdate:                p.NextUpdate,
		RevokedCertificateEntries: entries,
	}
	der, err := createList(ctx, list, by)
	return der, fault.Wrap(op, err)
}
