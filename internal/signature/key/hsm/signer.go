//go:build pkcs11

package hsm

import (
	"context"
	"crypto"
	"sync"
	"sync/atomic"

	"github.com/ThalesGroup/crypto11"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
)

// link is a login at the token. Handles of keys are good for as long as it is.
type link struct {
	context *crypto11.Context
	lost    atomic.Bool
	keys    sync.Map // crypto11.Signer by reference: looking one up takes several calls
}

// find returns the one key that a reference names.
func (l *link) find(reference string) (crypto11.Signer, error) {
	if k, ok := l.keys.Load(reference); ok {
		return k.(crypto11.Signer), nil
	}
	r, err := ParseReference(reference)
	if err != nil {
		return nil, err
	}
	found, err := l.context.FindKeyPairs(r.ID, []byte(r.Label))
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, unavailable("hsm_key_missing", nil)
	case len(found) > 1:
		return nil, unavailable("hsm_key_ambiguous", nil)
	}
	l.keys.Store(reference, found[0])
	return found[0], nil
}

// signer is a key in a token. It outlives links.
type signer struct {
	token     *token
	reference string
	public    crypto.PublicKey
	algorithm key.Algorithm
}

var _ key.Signer = (*signer)(nil)

// Signer implements key.Device.
func (t *token) Signer(ctx context.Context, reference string) (key.Signer, error) {
	const op = "hsm.Signer"
	s := &signer{token: t, reference: reference}
	k, err := with(ctx, t, patience, func(l *link) (crypto11.Signer, error) { return l.find(reference) })
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	s.public = k.Public()
	s.algorithm, err = cms.AlgorithmOf(s.public)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return s, nil
}

// Public implements key.Signer.
func (s *signer) Public() crypto.PublicKey { return s.public }

// Algorithm implements key.Signer.
func (s *signer) Algorithm() key.Algorithm { return s.algorithm }

// Sign implements key.Signer. It fails with signing_failed where the token
// refuses what it is asked, and as key.Device does while there is no token.
func (s *signer) Sign(ctx context.Context, digest []byte) ([]byte, error) {
	const op = "hsm.Sign"
	if len(digest) != s.algorithm.Hash().Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	signature, err := with(ctx, s.token, patience, func(l *link) ([]byte, error) {
		k, err := l.find(s.reference)
		if err != nil {
			return nil, err
		}
		if !same(s.public, k.Public()) { // the token was made anew meanwhile
			return nil, unavailable("hsm_key_missing", nil)
		}
		return k.Sign(nil, digest, s.algorithm.Hash().Standard())
	})
	if err != nil {
		if fault.ReasonOf(err) == "" && ctx.Err() == nil {
			err = &fault.Error{Kind: fault.Unavailable, Reason: "signing_failed", Err: err}
		}
		return nil, fault.Wrap(op, err)
	}
	signature, err = s.algorithm.LowS(signature)
	return signature, fault.Wrap(op, err)
}

func same(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(b)
}
