package seals

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// keyCompromise is the CRLReason of RFC 5280, 5.3.1.
const keyCompromise = 1

// revoke revokes the certificate of a seal whose key was in other hands, where a
// CA of this installation issued it, so that its revocation list and OCSP
// responder say so from this transaction on. Another CA is asked by people.
func (c *Custody) revoke(ctx context.Context, tx store.Tx, s store.Seal) error {
	const op = "seals.revoke"
	if len(s.Chain) < 2 {
		return nil
	}
	signing, err := x509cert.Parse(s.Chain[0])
	if err != nil {
		return fault.Wrap(op, err)
	}
	issuer, err := x509cert.Parse(s.Chain[1])
	if err != nil {
		return fault.Wrap(op, err)
	}
	err = tx.RevokeIssued(ctx, store.IssuedCertificate{
		Issuer: pki.IssuerID(issuer), Serial: pki.SerialText(signing.SerialNumber),
		RevokedAt: c.Now(), Reason: keyCompromise, Since: s.CompromisedAt,
	})
	if fault.Is(err, fault.NotFound) || fault.ReasonOf(err) == "already_revoked" {
		return nil
	}
	return fault.Wrap(op, err)
}
