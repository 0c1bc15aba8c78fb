// Package tsa keeps a timestamp authority of the installation's own: its key in
// the vault or in the device, its certificate from a CA, and the tsp.Authority
// that both make. Its tokens are made in the process that seals, without a
// network, and without being verified again.
//
// In the folder of keys lie the chain in use and wrapped keys, each under a name
// made of its public key, so that a new chain replaces key and certificate in
// one step.
package tsa

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
)

const (
	chainFile = "tsa-chain.pem"
	signerID  = "tsa" // what its keys are wrapped for
	mode      = 0o600
)

// Office is where the authority is kept and what it is made with.
type Office struct {
	Folder string // of keys
	Vault  key.Vault
	Device key.Device // nil for none
	// DeviceKey names the authority's key in the device; "" for one in the vault.
	DeviceKey string
	Now       func() time.Time // the clock that the authority vouches for
}

// Create makes a key, unless it is in the device, and the request (PKCS #10,
// DER) that a CA certifies it by. What is in use stays so. It fails with
// certificate_params for a missing name, and as the key does.
func (o Office) Create(ctx context.Context, algorithm key.Algorithm, name, organization string) ([]byte, error) {
	const op = "tsa.Create"
	signer, err := o.newKey(ctx, algorithm)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	request, err := pki.NewClockRequest(ctx, signer, name, organization)
	return request, fault.Wrap(op, err)
}

func (o Office) newKey(ctx context.Context, algorithm key.Algorithm) (key.Signer, error) {
	if o.DeviceKey != "" {
		return o.deviceKey(ctx)
	}
	private, err := key.Generate(algorithm)
	if err != nil {
		return nil, err
	}
	return private, o.keep(private)
}

func (o Office) deviceKey(ctx context.Context) (key.Signer, error) {
	if o.Device == nil {
		return nil, fault.New("tsa.deviceKey", fault.Unavailable, "hsm_not_configured")
	}
	return o.Device.Signer(ctx, o.DeviceKey)
}

func (o Office) keep(private *key.Private) error {
	path, err := o.keyFile(private.Public())
	if err != nil {
		return err
	}
	wrapped, err := key.Wrap(o.Vault, signerID, private)
	if err != nil {
		return err
	}
	return replace(path, wrapped)
}

// keyFile is where the key lies whose public part is given.
func (o Office) keyFile(public crypto.PublicKey) (string, error) {
	id, err := pki.KeyIdentifier(public)
	return filepath.Join(o.Folder, "tsa-"+hex.EncodeToString(id)+".key"), err
}

// Open makes the authority in use. It fails with tsa_missing (Invalid) where
// none was put into use.
func (o Office) Open(ctx context.Context, policy string) (*tsp.Authority, error) {
	const op = "tsa.Open"
	chain, err := o.Chain()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	authority, err := o.make(ctx, chain, policy)
	return authority, fault.Wrap(op, err)
}

// Chain is the chain in use. It fails with tsa_missing where there is none.
func (o Office) Chain() ([]*x509.Certificate, error) {
	const op = "tsa.Chain"
	text, err := os.ReadFile(filepath.Join(o.Folder, chainFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(op, fault.Invalid, "tsa_missing")
	}
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	chain, err := pki.ParseCertificates(text)
	return chain, fault.Wrap(op, err)
}

func (o Office) make(ctx context.Context, chain []*x509.Certificate, policy string) (*tsp.Authority, error) {
	signer, err := o.keyOf(ctx, chain[0])
	if err != nil {
		return nil, err
	}
	if !key.Same(signer.Public(), chain[0].PublicKey) {
		return nil, fault.New("tsa.make", fault.Invalid, "chain_key_mismatch")
	}
	return tsp.NewAuthority(tsp.Params{Key: signer, Chain: chain, Policy: policy, Now: o.Now})
}

func (o Office) keyOf(ctx context.Context, c *x509.Certificate) (key.Signer, error) {
	const op = "tsa.keyOf"
	if o.DeviceKey != "" {
		return o.deviceKey(ctx)
	}
	path, err := o.keyFile(c.PublicKey)
	if err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "key_unsupported", Err: err}
	}
	wrapped, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(op, fault.Invalid, "chain_key_mismatch")
	}
	if err != nil {
		return nil, err
	}
	return key.Unwrap(o.Vault, signerID, wrapped)
}
