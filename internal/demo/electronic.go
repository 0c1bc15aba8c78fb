package demo

import (
	"context"
	"crypto/x509"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/store"
)

// The demo's electronic seal stands behind the main authority's other one on
// copies of one qualification, so that these bear two. The account holder2 has
// one; the certificates of the other accounts are sealed as most are.
const (
	electronicSeal          = "demo-seal-sm2"
	electronicQualification = "翻译专业资格"
	makerName               = "印信演示制章中心"
	chineseRootName         = "印信演示国密根证书"
)

func chineseRoot() kept {
	return kept{chineseRootName, cms.SM2, "demo-sm2-root", "sm2-root.key", "sm2-root.pem"}
}

// addElectronicSeal makes an SM2 root, a maker of seals under it, and the
// electronic seal that the maker makes.
func addElectronicSeal(ctx context.Context, a *app.App) error {
	root, err := chineseRoot().make(ctx, a)
	if err != nil {
		return err
	}
	s := store.Seal{
		ID: electronicSeal, Authority: mainAuthority, Algorithm: cms.SM2.String(), Form: seals.SecondSM2Seal,
		State: store.SealActive, CreatedAt: a.Now(), Scope: cert.SealScope{{Qualification: electronicQualification}},
	}
	private, signing, err := certified(ctx, a, root, s.Authority)
	if err != nil {
		return err
	}
	s.Chain = chain(signing, root.Certificate)
	if s.WrappedKey, err = key.Wrap(a.Vault, s.ID, private); err != nil {
		return err
	}
	if s.Electronic, err = makeElectronic(ctx, a, root, signing); err != nil {
		return err
	}
	if err := keepSeals(ctx, a, s); err != nil {
		return err
	}
	var all []store.Seal
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Seals(ctx)
		return err
	})
	if err != nil {
		return err
	}
	first, err := mainRoot().load(a)
	if err != nil {
		return err
	}
	return writeTrust(a, all, first.Certificate, root.Certificate)
}

// certified is a key of SM2 with its certificate.
func certified(ctx context.Context, a *app.App, by *pki.Issuer, name string) (*key.Private, *x509.Certificate, error) {
	private, err := key.Generate(cms.SM2)
	if err != nil {
		return nil, nil, err
	}
	from := a.Now().AddDate(-yearsBack, 0, 0).Add(time.Minute)
	crl, ocsp, issuer := a.IssuerAddresses(by.Key.Algorithm())
	c, err := pki.IssueSeal(ctx, by, private.Public(), pki.SealParams{
		Authority: name, Demo: true, CRLURL: crl, OCSPURL: ocsp, IssuerURL: issuer, From: from, Until: from.AddDate(sealYears, 0, 0),
	})
	return private, c, err
}

// makeElectronic has a maker that is used this once make the SESeal.
func makeElectronic(ctx context.Context, a *app.App, root *pki.Issuer, signing *x509.Certificate) ([]byte, error) {
	private, own, err := certified(ctx, a, root, makerName)
	if err != nil {
		return nil, err
	}
	picture, err := a.SealPNG(mainAuthority)
	if err != nil {
		return nil, err
	}
	made, err := ses.Maker{Certificate: own, Key: private}.Make(ctx, ses.SealParams{
		ID: "YX-" + electronicSeal, Vendor: "Yinxin", Type: 1, Name: mainAuthority, Signers: []*x509.Certificate{signing},
		CreatedAt: signing.NotBefore, From: signing.NotBefore, Until: signing.NotAfter,
		Picture: ses.Picture{PNG: picture, Width: 38, Height: 38},
	})
	return made.DER, err
}
