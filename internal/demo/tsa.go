package demo

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/timestamps"
)

const (
	tsaPath  = "/demo/tsa"
	tsaName  = "印信演示时间戳"
	tsaKeyID = "demo-tsa"
	// The key and its certificate lie beside the root's key: what lies in the
	// trust folder is a root.
	tsaKeyFile         = "tsa.key"
	tsaCertificateFile = "tsa.pem"
	tsaYears           = 10
)

// TSA is the demo's own timestamp authority, under the demo's root: it stamps in
// this process, and answers those who post queries to it. Its tokens are made
// under the policy that marks a demonstration.
type TSA struct {
	*tsp.Authority

	handler http.Handler
}

// OpenTSA readies the authority of the demo in the app's folder, making its key
// where it has none yet, and has the pipeline stamped by it.
func OpenTSA(ctx context.Context, a *app.App) (*TSA, error) {
	root, err := mainRoot().load(a)
	if err != nil {
		return nil, err
	}
	private, own, err := loadTSA(a)
	if errors.Is(err, fs.ErrNotExist) {
		private, own, err = makeTSA(ctx, a, root)
	}
	if err != nil {
		return nil, err
	}
	authority, err := tsp.NewAuthority(tsp.Params{
		Key: private, Chain: []*x509.Certificate{own, root.Certificate}, Policy: statement.DemoPolicy, Now: a.Now,
	})
	if err != nil {
		return nil, err
	}
	if a.Revocation != nil { // so that it answers for this one, too
		if err := a.Revocation.Note(ctx, own); err != nil {
			return nil, err
		}
	}
	if a.Pipeline != nil {
		a.Pipeline.Stamps = authority
	}
	return &TSA{authority, &timestamps.Handler{Authority: authority, Log: a.Log}}, nil
}

// Pattern is the route that queries are posted to.
func (t *TSA) Pattern() string { return "POST " + tsaPath }

// ServeHTTP implements http.Handler.
func (t *TSA) ServeHTTP(w http.ResponseWriter, r *http.Request) { t.handler.ServeHTTP(w, r) }

func makeTSA(ctx context.Context, a *app.App, root *pki.Issuer) (*key.Private, *x509.Certificate, error) {
	private, err := key.Generate(cms.P256)
	if err != nil {
		return nil, nil, err
	}
	from := root.Certificate.NotBefore
	crl, _, _ := a.IssuerAddresses()
	own, err := pki.IssueClock(ctx, root, private.Public(), pki.ClockParams{
		CommonName: tsaName, Organization: "印信演示", CRLURL: crl, From: from, Until: from.AddDate(tsaYears, 0, 0),
	})
	if err != nil {
		return nil, nil, err
	}
	wrapped, err := key.Wrap(a.Vault, tsaKeyID, private)
	if err != nil {
		return nil, nil, err
	}
	// The certificate last: where it lies, the key does.
	if err := os.WriteFile(filepath.Join(a.Folder.Keys(), tsaKeyFile), wrapped, 0o600); err != nil {
		return nil, nil, err
	}
	return private, own, os.WriteFile(filepath.Join(a.Folder.Keys(), tsaCertificateFile), pki.EncodeCertificates(own), 0o600)
}

// loadTSA reads what makeTSA made. It fails with fs.ErrNotExist where that was
// not done.
func loadTSA(a *app.App) (*key.Private, *x509.Certificate, error) {
	text, err := os.ReadFile(filepath.Join(a.Folder.Keys(), tsaCertificateFile))
	if err != nil {
		return nil, nil, err
	}
	certificates, err := pki.ParseCertificates(text)
	if err != nil {
		return nil, nil, err
	}
	wrapped, err := os.ReadFile(filepath.Join(a.Folder.Keys(), tsaKeyFile))
	if err != nil {
		return nil, nil, err
	}
	private, err := key.Unwrap(a.Vault, tsaKeyID, wrapped)
	return private, certificates[0], err
}
