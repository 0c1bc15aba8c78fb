package app

import (
	"context"
	"crypto/x509"
	"path/filepath"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/revocation"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/status"
)

// OpenIssuer opens the revocation services of a CA whose key this installation
// holds, for the seals in the store that it certified; its list is kept in the
// trust folder, too. Serve serves them. There may be two such CAs, one of which
// has a key of SM2.
func (a *App) OpenIssuer(ctx context.Context, issuer *pki.Issuer) error {
	const op = "app.OpenIssuer"
	list, _, slot := a.issuing(issuer.Key.Algorithm())
	s, err := revocation.Open(ctx, revocation.Options{
		Store: a.Store, Issuer: issuer, File: filepath.Join(a.Folder.Trust(), filepath.Base(list)), Now: a.Now, Log: a.Log,
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	*slot = s
	var all []store.Seal
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Seals(ctx)
		return err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	signing, err := named(all)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.Note(ctx, signing...))
}

// named are the certificates of seals: the signers', and the makers' of those
// that are electronic.
func named(all []store.Seal) (certificates []*x509.Certificate, err error) {
	for _, seal := range all {
		var ders [][]byte
		if len(seal.Chain) > 0 {
			ders = append(ders, seal.Chain[0])
		}
		if len(seal.Electronic) > 0 {
			made, err := sesread.ParseSeal(seal.Electronic)
			if err != nil {
				return nil, err
			}
			ders = append(ders, made.Maker)
		}
		for _, der := range ders {
			c, err := x509cert.Parse(der)
			if err != nil {
				return nil, err
			}
			certificates = append(certificates, c)
		}
	}
	return certificates, nil
}

// issuing is where a CA with such a key has its list and its certificate, and
// where the app keeps its services.
func (a *App) issuing(algorithm key.Algorithm) (list, issuer string, slot **revocation.Service) {
	if algorithm == cms.SM2 {
		return status.SM2ListPath, status.SM2IssuerPath, &a.SM2Revocation
	}
	return status.ListPath, status.IssuerPath, &a.Revocation
}

// IssuerAddresses are where the certificates of such a CA say that its services
// are.
func (a *App) IssuerAddresses(algorithm key.Algorithm) (crl, ocsp, issuer string) {
	crl, issuer, _ = a.issuing(algorithm)
	return a.publicURL + crl, a.publicURL + status.OCSPPath, a.publicURL + issuer
}
