package seals

import (
	"context"
	"crypto/x509"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// keyCompromise is the CRLReason of RFC 5280, 5.3.1.
const keyCompromise = 1

// RevocationReasons lists for what a seal's certificate is revoked besides a
// compromised key, by their names in RFC 5280, 5.3.1, the usual one first.
func RevocationReasons() []string {
	return []string{"superseded", "cessationOfOperation", "affiliationChanged", "privilegeWithdrawn"}
}

// crlReasons are the numbers of the reasons; 0 is none given.
func crlReasons() map[string]int {
	return map[string]int{
		"": 0, "keyCompromise": keyCompromise, "affiliationChanged": 3, "superseded": 4, "cessationOfOperation": 5, "privilegeWithdrawn": 9,
	}
}

// crlReason is the number of one of RevocationReasons.
func crlReason(name string) (int, error) {
	if !slices.Contains(RevocationReasons(), name) {
		return 0, fault.New("seals.crlReason", fault.Invalid, "revocation_reason_unknown").At("revoke")
	}
	return crlReasons()[name], nil
}

// Standing is what a CA of this installation says of the certificate of a seal.
type Standing struct {
	Ours      bool // it issued it; else the rest is zero
	RevokedAt time.Time
	Reason    string // its name in RFC 5280, 5.3.1; "" for none given
}

// Standing asks how the certificate of a seal stands.
func (c *Custody) Standing(ctx context.Context, s store.Seal) (said Standing, err error) {
	err = c.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		said, err = standing(ctx, r, s)
		return err
	})
	return said, fault.Wrap("seals.Standing", err)
}

func standing(ctx context.Context, r store.IssuedReader, s store.Seal) (Standing, error) {
	signing, issuer, err := certificates(s)
	if err != nil || signing == nil {
		return Standing{}, err
	}
	issued, err := r.IssuedCertificate(ctx, pki.IssuerID(issuer), pki.SerialText(signing.SerialNumber))
	if fault.Is(err, fault.NotFound) {
		return Standing{}, nil
	}
	return Standing{Ours: true, RevokedAt: issued.RevokedAt, Reason: reasonName(issued.Reason)}, err
}

// reasonName is the name of a reason; "" for none of ours.
func reasonName(number int) string {
	for name, n := range crlReasons() {
		if n == number {
			return name
		}
	}
	return ""
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
