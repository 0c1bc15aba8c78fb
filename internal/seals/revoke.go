package seals

import (
	"context"
	"crypto/x509"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// keyCompromise is the CRLReason of RFC 5280, 5.3.1.
const keyCompromise = 1

// RevocationReasons lists for what a seal's certificate is revoked besides a
// compromised key, by their names in RFC 5280, 5.3.1.
func RevocationReasons() []string {
	return []string{"affiliationChanged", "superseded", "cessationOfOperation", "privilegeWithdrawn"}
}

// crlReason is the number of a reason; 0 for none.
func crlReason(name string) (int, error) {
	switch name {
	case "":
		return 0, nil
	case "affiliationChanged":
		return 3, nil
	case "superseded":
		return 4, nil
	case "cessationOfOperation":
		return 5, nil
	case "privilegeWithdrawn":
		return 9, nil
	}
	return 0, fault.New("seals.crlReason", fault.Invalid, "revocation_reason_unknown").At("revoke")
}

// certificates are the signing certificate of a seal and its issuer's; nil where
// its chain has no issuer.
func certificates(s store.Seal) (signing, issuer *x509.Certificate, err error) {
	if len(s.Chain) < 2 {
		return nil, nil, nil
	}
	if signing, err = x509cert.Parse(s.Chain[0]); err != nil {
		return nil, nil, err
	}
	issuer, err = x509cert.Parse(s.Chain[1])
	return signing, issuer, err
}

// note has the revocation services answer for the certificate of a seal that is
// put into use, where a CA of this installation issued it.
func (c *Custody) note(ctx context.Context, tx store.Tx, s store.Seal) error {
	const op = "seals.note"
	signing, issuer, err := certificates(s)
	if err != nil || signing == nil {
		return fault.Wrap(op, err)
	}
	of, err := tx.Issuer(ctx, pki.IssuerID(issuer))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, tx.AddIssued(ctx, []store.IssuedCertificate{
		{Issuer: of.ID, Serial: pki.SerialText(signing.SerialNumber), EndsAt: signing.NotAfter},
	}))
}

// revoke revokes the certificate of a seal where a CA of this installation
// issued it, so that its revocation list and OCSP responder say so from this
// transaction on. Another CA is asked by people. A compromise moves the
// invalidityDate of a certificate that is revoked already back to its moment.
func (c *Custody) revoke(ctx context.Context, tx store.Tx, s store.Seal, reason int) error {
	const op = "seals.revoke"
	signing, issuer, err := certificates(s)
	if err != nil || signing == nil {
		return fault.Wrap(op, err)
	}
	revoked := store.IssuedCertificate{
		Issuer: pki.IssuerID(issuer), Serial: pki.SerialText(signing.SerialNumber),
		RevokedAt: c.Now(), Reason: reason, Since: s.CompromisedAt,
	}
	err = tx.RevokeIssued(ctx, revoked)
	if fault.ReasonOf(err) == "already_revoked" && reason == keyCompromise {
		err = tx.AntedateIssued(ctx, revoked)
	}
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) { // another CA's; or said already
		return nil
	}
	return fault.Wrap(op, err)
}
