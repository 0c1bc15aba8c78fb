package demo

import (
	"context"
	"crypto/x509"
	"math/big"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
)

// sampleAddress begins the addresses in the samples' certificates. Nothing
// answers there: what would stands beside the samples. There is none of an OCSP
// responder: pdfsig asks one, and trusts no certificate where nobody answers.
const sampleAddress = "http://yinxin.invalid/"

// makeRoot makes a root and writes its certificate.
func (w *sampler) makeRoot(ctx context.Context, algorithm key.Algorithm, name, file string) (*pki.Issuer, error) {
	root, _, err := newRoot(ctx, algorithm, name, w.now.AddDate(-2*yearsBack, 0, 0))
	if err != nil {
		return nil, err
	}
	return root, w.write(file, pki.EncodeCertificates(root.Certificate))
}

// seal makes a key and a seal for it that is good for a year back and until.
func (w *sampler) seal(ctx context.Context, by *pki.Issuer, alg key.Algorithm, authority string, until time.Time) (*pades.Signer, error) {
	private, err := key.Generate(alg)
	if err != nil {
		return nil, err
	}
	signing, err := pki.IssueSeal(ctx, by, private.Public(), pki.SealParams{
		Authority: authority, Demo: true, From: w.now.AddDate(-yearsBack, 0, 0), Until: until,
		CRLURL: sampleAddress + "crl", IssuerURL: sampleAddress + "issuer.cer",
	})
	if err != nil {
		return nil, err
	}
	return pades.NewSigner(ctx, private, []*x509.Certificate{signing, by.Certificate})
}

// lists writes the roots' revocation lists.
func (w *sampler) lists(ctx context.Context) error {
	for file, list := range map[string]struct {
		by      *pki.Issuer
		revoked []pki.Revocation
	}{
		crlFile:                                  {w.root, w.revoked},
		filepath.Join(chinese, crlFile):          {w.chinese, nil},
		filepath.Join(outsiders, "stranger.crl"): {w.stranger, nil},
	} {
		revoked, err := pki.EntriesOf(list.revoked...)
		if err != nil {
			return err
		}
		der, err := pki.CRL(ctx, list.by, pki.CRLParams{
			Number: big.NewInt(w.now.Unix()), ThisUpdate: w.now, NextUpdate: w.now.Add(crlLife), Revoked: revoked,
		})
		if err != nil {
			return err
		}
		if err := w.write(file, der); err != nil {
			return err
		}
	}
	return nil
}
