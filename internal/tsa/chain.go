package tsa

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
)

// Install keeps a key together with its chain, which is in use from then on: the
// authority's own certificate first, each certified by the next, the root last.
func (o Office) Install(ctx context.Context, private *key.Private, chain []*x509.Certificate) error {
	const op = "tsa.Install"
	if err := o.keep(private); err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, o.putIntoUse(ctx, chain))
}

// Activate puts a chain into use (PEM, as Install asks for) whose key Create
// made, and returns the authority's certificate. Processes that run take it up
// when they start anew. It fails, at the field chain, with pem_malformed,
// chain_key_mismatch where no key here is the certificate's, chain_not_valid,
// chain_unusable where it is not for timestamps alone or not signed as it should
// be, and with tsa_too_large where tokens that bring the chain
// along are larger than tsp.MaxTokenLen.
func (o Office) Activate(ctx context.Context, text []byte) (*x509.Certificate, error) {
	const op = "tsa.Activate"
	chain, err := pki.ParseCertificates(text)
	if err == nil {
		err = o.putIntoUse(ctx, chain)
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return nil, f.At("chain")
	}
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return chain[0], nil
}

func (o Office) putIntoUse(ctx context.Context, chain []*x509.Certificate) error {
	const op = "tsa.putIntoUse"
	if len(chain) < 2 { // alone it would be its own root
		return fault.New(op, fault.Invalid, "chain_unusable")
	}
	for _, c := range chain {
		if at := o.Now(); at.Before(c.NotBefore) || at.After(c.NotAfter) {
			return fault.New(op, fault.Invalid, "chain_not_valid")
		}
	}
	authority, err := o.make(ctx, chain, trialPolicy)
	if err != nil {
		return err
	}
	if err := tryOut(ctx, authority, chain); err != nil {
		return err
	}
	before, _ := o.Chain() // none, or one that cannot be read, is replaced as well
	if err := replace(filepath.Join(o.Folder, chainFile), pki.EncodeCertificates(chain...)); err != nil {
		return err
	}
	return o.forget(before, chain[0])
}

// forget removes the key of the chain that was in use before.
func (o Office) forget(before []*x509.Certificate, now *x509.Certificate) error {
	if len(before) == 0 || key.Same(before[0].PublicKey, now.PublicKey) {
		return nil
	}
	path, err := o.keyFile(before[0].PublicKey)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// trialPolicy is what a token nobody keeps is made under (RFC 9562: an OID of a
// UUID, all of it zero).
const trialPolicy = "2.25.0"

// tryOut has a token made, and holds it to what a client would: a chain that fails
// here would fail in every copy.
func tryOut(ctx context.Context, authority *tsp.Authority, chain []*x509.Certificate) error {
	const op = "tsa.tryOut"
	digest := make([]byte, tsp.DigestLen)
	if _, err := rand.Read(digest); err != nil {
		return err
	}
	made, err := authority.Stamp(ctx, digest)
	if err != nil {
		return err
	}
	token, err := tspread.ParseToken(made.DER)
	if err != nil || !bytes.Equal(token.Digest, digest) {
		return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "chain_unusable", Err: err}
	}
	if _, err := tspread.NewRoots(chain[len(chain)-1:]).Check(token); err != nil {
		return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "chain_unusable", Err: err}
	}
	return nil
}

// replace puts content at a path, so that a crash leaves the old file or the new
// one.
func replace(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
