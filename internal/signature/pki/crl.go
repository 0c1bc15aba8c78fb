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

// CRLParams says what revocation list to make.
type CRLParams struct {
	Number     *big.Int // grows with every list of the issuer
	ThisUpdate time.Time
	NextUpdate time.Time // by when the next one will be there
	Revoked    Entries
	// ExpiredSince says that certificates stay on the list that ended at this time
	// or later (ITU-T X.509, 9.5.2.8); zero says nothing of it.
	ExpiredSince time.Time
}

// CRL makes the issuer's revocation list, DER (RFC 5280 section 5). It fails
// with crl_params where a number or time is missing or the times are in the
// wrong order.
func CRL(ctx context.Context, by *Issuer, p CRLParams) ([]byte, error) {
	const op = "pki.CRL"
	if p.Number == nil || p.Number.Sign() < 0 || !p.NextUpdate.After(p.ThisUpdate) || p.Revoked.latest.After(p.ThisUpdate) {
		return nil, fault.New(op, fault.Invalid, "crl_params")
	}
	list := &x509.RevocationList{
		Number:     p.Number,
		ThisUpdate: p.ThisUpdate,
		NextUpdate: p.NextUpdate,
	}
	if !p.ExpiredSince.IsZero() {
		kept, err := TimeExtension(asn1.ObjectIdentifier{2, 5, 29, 60}, p.ExpiredSince)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		list.ExtraExtensions = []pkix.Extension{kept}
	}
	der, err := createList(ctx, list, by, p.Revoked.der)
	return der, fault.Wrap(op, err)
}

// TimeExtension is an extension that is not critical and says a time, to the
// second.
func TimeExtension(id asn1.ObjectIdentifier, at time.Time) (pkix.Extension, error) {
	value, err := asn1.MarshalWithParams(at.UTC().Truncate(time.Second), "generalized")
	return pkix.Extension{Id: id, Value: value}, err
}
