package pki

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// Revocation is one certificate taken back.
type Revocation struct {
	Serial *big.Int
	At     time.Time
	Reason int // CRLReason (RFC 5280 section 5.3.1), e.g. 1 keyCompromise; 0 writes none
	// Since is the invalidityDate (RFC 5280 section 5.3.2): since when the key may
	// have been in other hands, where that is before At; zero writes none.
	Since time.Time
}

// CRLParams says what revocation list to make.
type CRLParams struct {
	Number     *big.Int // grows with every list of the issuer
	ThisUpdate time.Time
	NextUpdate time.Time // by when the next one will be there
	Revoked    []Revocation
	// ExpiredSince says that certificates stay on the list that ended at this time
	// or later (ITU-T X.509, 9.5.2.8); zero says nothing of it.
	ExpiredSince time.Time
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
		if !r.Since.IsZero() {
			since, err := TimeExtension(asn1.ObjectIdentifier{2, 5, 29, 24}, r.Since)
			if err != nil {
				return nil, fault.Wrap(op, err)
			}
			entries[i].ExtraExtensions = []pkix.Extension{since}
		}
	}
	list := &x509.RevocationList{
		Number:                    p.Number,
		ThisUpdate:                p.ThisUpdate,
		NextUpdate:                p.NextUpdate,
		RevokedCertificateEntries: entries,
	}
	if !p.ExpiredSince.IsZero() {
		kept, err := TimeExtension(asn1.ObjectIdentifier{2, 5, 29, 60}, p.ExpiredSince)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		list.ExtraExtensions = []pkix.Extension{kept}
	}
	der, err := createList(ctx, list, by)
	return der, fault.Wrap(op, err)
}

// TimeExtension is an extension that is not critical and says a time, to the
// second.
func TimeExtension(id asn1.ObjectIdentifier, at time.Time) (pkix.Extension, error) {
	value, err := asn1.MarshalWithParams(at.UTC().Truncate(time.Second), "generalized")
	return pkix.Extension{Id: id, Value: value}, err
}
