// Package seals keeps the authorities' seals: which one a certificate bears,
// what it may seal, and the key that stands behind it. A seal refuses what is
// not on its list.
package seals

import (
	"context"
	"crypto/x509"
	"slices"
	"sync"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// Unwrapper opens a wrapped signing key.
type Unwrapper interface {
	UnwrapKey(seal store.Seal) (key.Signer, error)
}

// Keeper hands out signers. Opened keys are kept in memory for the life of
// the process: opening one costs a trial signature.
type Keeper struct {
	store store.Store
	keys  Unwrapper

	mu     sync.Mutex
	opened map[string]*Opened
}

// Opened is a seal ready to sign.
type Opened struct {
	Seal   store.Seal
	Signer *pades.Signer
	Demo   bool // its certificate belongs to a demonstration
}

// NewKeeper makes a keeper over the seals in the store.
func NewKeeper(s store.Store, keys Unwrapper) *Keeper {
	return &Keeper{store: s, keys: keys, opened: map[string]*Opened{}}
}

// For returns the seal the offering names, if it may seal the certificate:
// the seal bears the name of the certificate's own authority and has the
// qualification on its list. Otherwise the error is Denied, seal_refuses.
func (k *Keeper) For(ctx context.Context, o cert.Offering, c cert.Certificate) (*Opened, error) {
	const op = "seals.For"
	opened, err := k.open(ctx, o.Seal)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if opened.Seal.Authority != c.Authority || !slices.Contains(opened.Seal.Qualifications, c.Qualification) {
		return nil, fault.New(op, fault.Denied, "seal_refuses")
	}
	return opened, nil
}

func (k *Keeper) open(ctx context.Context, authority string) (*Opened, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if o, ok := k.opened[authority]; ok {
		return o, nil
	}
	seal, err := k.find(ctx, authority)
	if err != nil {
		return nil, err
	}
	o, err := k.ready(ctx, seal)
	if err != nil {
		return nil, err
	}
	k.opened[authority] = o
	return o, nil
}

func (k *Keeper) find(ctx context.Context, authority string) (store.Seal, error) {
	var all []store.Seal
	err := k.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Seals(ctx)
		return err
	})
	if err != nil {
		return store.Seal{}, err
	}
	for _, s := range slices.Backward(all) {
		if s.Authority == authority {
			return s, nil
		}
	}
	return store.Seal{}, fault.New("seals.find", fault.NotFound, "seal_missing")
}

func (k *Keeper) ready(ctx context.Context, seal store.Seal) (*Opened, error) {
	signer, err := k.keys.UnwrapKey(seal)
	if err != nil {
		return nil, err
	}
	chain := make([]*x509.Certificate, len(seal.Chain))
	for i, der := range seal.Chain {
		if chain[i], err = x509.ParseCertificate(der); err != nil {
			return nil, fault.Wrap("seals.ready", err)
		}
	}
	p, err := pades.NewSigner(ctx, signer, chain)
	if err != nil {
		return nil, err
	}
	demo, err := isDemo(chain[0])
	return &Opened{Seal: seal, Signer: p, Demo: demo}, err
}

// isDemo reads it from the signing certificate, so that no setting can pass a
// demo seal for a real one.
func isDemo(signing *x509.Certificate) (bool, error) {
	demo, err := x509.ParseOID(statement.DemoPolicy)
	return slices.ContainsFunc(signing.Policies, demo.Equal), err
}
