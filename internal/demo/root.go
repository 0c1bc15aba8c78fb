package demo

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
)

// The demo's certificates begin well before its oldest sample copy.
const (
	yearsBack = 1
	rootYears = 20
	sealYears = 3
)

// Where the root lies: its wrapped key beside the ring, the rest in the folder
// that checkers are given.
const (
	rootKeyID   = "demo-root"
	rootKeyFile = "root.key"
	rootFile    = "root.pem"
	crlFile     = "seals.crl"
	rootName    = "印信演示根证书"
)

// newRoot makes a key and a root of it that is good from a moment on.
func newRoot(ctx context.Context, algorithm key.Algorithm, name string, from time.Time) (*pki.Issuer, *key.Private, error) {
	private, err := key.Generate(algorithm)
	if err != nil {
		return nil, nil, err
	}
	root, err := pki.NewRoot(ctx, private, pki.RootParams{
		CommonName: name, Organization: "印信演示", From: from, Until: from.AddDate(rootYears, 0, 0),
	})
	return root, private, err
}

// kept is where a root of the demo lies.
type kept struct {
	name      string
	algorithm key.Algorithm
	keyID     string
	keyFile   string
	file      string
}

func mainRoot() kept { return kept{rootName, cms.P256, rootKeyID, rootKeyFile, rootFile} }

// make makes a root: its key, wrapped, and its certificate, which checkers are
// given to trust.
func (k kept) make(ctx context.Context, a *app.App) (*pki.Issuer, error) {
	root, private, err := newRoot(ctx, k.algorithm, k.name, a.Now().AddDate(-yearsBack, 0, 0))
	if err != nil {
		return nil, err
	}
	wrapped, err := key.Wrap(a.Vault, k.keyID, private)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(a.Folder.Keys(), k.keyFile), wrapped, 0o600); err != nil {
		return nil, err
	}
	return root, os.WriteFile(filepath.Join(a.Folder.Trust(), k.file), pki.EncodeCertificates(root.Certificate), 0o600)
}

// load reads what make made.
func (k kept) load(a *app.App) (*pki.Issuer, error) {
	wrapped, err := os.ReadFile(filepath.Join(a.Folder.Keys(), k.keyFile))
	if err != nil {
		return nil, err
	}
	private, err := key.Unwrap(a.Vault, k.keyID, wrapped)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(a.Folder.Trust(), k.file))
	if err != nil {
		return nil, err
	}
	certificates, err := pki.ParseCertificates(text)
	if err != nil {
		return nil, err
	}
	return &pki.Issuer{Certificate: certificates[0], Key: private}, nil
}

// RootCertificate is the file of the demo's trust anchor, PEM.
func RootCertificate(folder app.Folder) string { return filepath.Join(folder.Trust(), rootFile) }
