// Package seals keeps the authorities' seals: which one a certificate bears,
// what it may seal, and the key that stands behind it. A seal refuses what is
// not on its list.
package seals

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// Opener opens a seal's signing key, wherever it is kept.
type Opener interface {
	OpenKey(ctx context.Context, seal store.Seal) (key.Signer, error)
}

// Keeper hands out signers. Opened keys are kept in memory: opening one costs
// a trial signature. What a seal may seal is read anew each time.
type Keeper struct {
	keys Opener

	mu     sync.Mutex
	opened map[string]*Opened // by the seal's ID
}

// Opened is a seal ready to sign: with Signer, or, where its form is that of an
// electronic seal, with Electronic.
type Opened struct {
	Seal       store.Seal
	Signer     *pades.Signer
	Electronic *ses.Signer
	Chain      []*x509.Certificate // the signing one first
	Demo       bool                // its certificate belongs to a demonstration
}

// NewKeeper makes a keeper that opens keys with keys.
func NewKeeper(keys Opener) *Keeper {
	return &Keeper{keys: keys, opened: map[string]*Opened{}}
}

// Open readies a seal for signing at a time. A key, chain or certificate that
// cannot be used, or whose validity is over, is the operator's to mend and never
// the application's fault: Unavailable, seal_unusable, or one of the reasons of
// key.Device while the device that has the key cannot be used.
func (k *Keeper) Open(ctx context.Context, seal store.Seal, at time.Time) (*Opened, error) {
	o, err := k.find(ctx, seal)
	if err == nil {
		err = o.validAt(at)
	}
	if waitsForDevice(err) {
		return nil, fault.Wrap("seals.Open", err)
	}
	if err != nil {
		return nil, &fault.Error{Op: "seals.Open", Kind: fault.Unavailable, Reason: "seal_unusable", Err: err}
	}
	return o, nil
}

func (k *Keeper) find(ctx context.Context, seal store.Seal) (*Opened, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if o, ok := k.opened[seal.ID]; ok {
		again := *o
		again.Seal = seal
		return &again, nil
	}
	o, err := k.ready(ctx, seal)
	if err == nil {
		k.opened[seal.ID] = o
	}
	return o, err
}

func (k *Keeper) ready(ctx context.Context, seal store.Seal) (*Opened, error) {
	signer, err := k.keys.OpenKey(ctx, seal)
	if err != nil {
		return nil, err
	}
	chain := make([]*x509.Certificate, len(seal.Chain))
	for i, der := range seal.Chain {
		if chain[i], err = x509cert.Parse(der); err != nil {
			return nil, fault.Wrap("seals.ready", err)
		}
	}
	o := &Opened{Seal: seal, Chain: chain}
	switch {
	case !Electronic(seal.Form):
		o.Signer, err = pades.NewSigner(ctx, signer, chain) // refuses an empty chain
	case len(chain) == 0:
		err = errors.New("seals: an empty chain")
	default:
		o.Electronic, err = ses.NewSigner(ctx, signer, chain[0], ses.Existing(seal.Electronic, chain[0]))
	}
	if err != nil {
		return nil, err
	}
	o.Demo, err = isDemo(chain[0])
	return o, err
}

// validAt reports why a seal cannot sign at a time though its key is there.
func (o *Opened) validAt(at time.Time) error {
	if !validAt(o.Chain[0], at) {
		return errors.New("seals: the certificate is not valid at this time")
	}
	if o.Electronic == nil {
		return nil
	}
	_, err := ReadElectronic(o.Seal.Electronic, o.Chain[0], at)
	return err
}

// isDemo reads it from the signing certificate, so that no setting can pass a
// demo seal for a real one.
func isDemo(signing *x509.Certificate) (bool, error) {
	demo, err := x509.ParseOID(statement.DemoPolicy)
	return slices.ContainsFunc(signing.Policies, demo.Equal), err
}
