package app

import (
	"context"
	"crypto/x509"
	"path/filepath"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/revocation"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/status"
)

// OpenIssuer opens the revocation services of a CA whose key this installation
// holds, for the seals in the store that it certified; its list is kept in the
// trust folder, too. Serve serves them.
func (a *App) OpenIssuer(ctx context.Context, issuer *pki.Issuer) error {
	const op = "app.OpenIssuer"
	s, err := revocation.Open(ctx, revocation.Options{
		Store: a.Store, Issuer: issuer, File: filepath.Join(a.Folder.Trust(), filepath.Base(status.ListPath)), Now: a.Now, Log: a.Log,
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	a.Revocation = s
	var all []store.Seal
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Seals(ctx)
		return err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	var signing []*x509.Certificate
	for _, seal := range all {
		if len(seal.Chain) == 0 {
			continue
		}
		c, err := x509cert.Parse(seal.Chain[0])
		if err != nil {
			return fault.Wrap(op, err)
		}
		signing = append(signing, c)
	}
	return fault.Wrap(op, s.Note(ctx, signing...))
}

// IssuerAddresses are where the certificates of such a CA say that its services
// are.
func (a *App) IssuerAddresses() (crl, ocsp, issuer string) {
	return a.publicURL + status.ListPath, a.publicURL + status.OCSPPath, a.publicURL + status.IssuerPath
}
