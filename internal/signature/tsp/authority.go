package tsp

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/key"
)

// accuracy is what a token's time, cut to whole seconds, is right within.
const accuracy = time.Second

// Params are what an Authority is made of.
type Params struct {
	Key    key.Signer
	Chain  []*x509.Certificate // its own certificate first; the root may be left out
	Policy string              // dotted OID that its tokens are made under
	Now    func() time.Time    // the clock it vouches for
}

// Authority makes timestamps in this process. It is a Stamper and what answers
// queries that come from elsewhere. It is safe for concurrent use.
type Authority struct {
	params Params
	policy asn1.RawValue
	layout *layout
}

var _ Stamper = (*Authority)(nil)

// ErrNotValid is why an authority gives no tokens whose certificate has ended,
// or has not begun.
var ErrNotValid = errors.New("tsp: the authority's certificate is not valid now")

// NewAuthority makes an authority. It fails with chain_unusable for a chain
// whose first certificate is not for timestamps alone (RFC 3161, 2.3), and with
// key_mismatch where the key is not that certificate's.
func NewAuthority(p Params) (*Authority, error) {
	const op = "tsp.NewAuthority"
	if len(p.Chain) == 0 || chain.TimestampUsage(p.Chain[0]) != nil {
		return nil, fault.New(op, fault.Invalid, "chain_unusable")
	}
	if public, ok := p.Key.Public().(interface {
		Equal(other crypto.PublicKey) bool
	}); !ok || !public.Equal(p.Chain[0].PublicKey) {
		return nil, fault.New(op, fault.Invalid, "key_mismatch")
	}
	a := &Authority{params: p}
	var err error
	if a.policy, err = policyOID(p.Policy); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if a.layout, err = newLayout(p.Chain, p.Key.Algorithm()); err != nil {
		return nil, fault.Wrap(op, err)
	}
	return a, nil
}

// Policy is what the authority's tokens are made under, a dotted OID.
func (a *Authority) Policy() string { return a.params.Policy }

// Stamp implements Stamper.
func (a *Authority) Stamp(ctx context.Context, digest []byte) (Token, error) {
	const op = "tsp.Stamp"
	if err := CheckDigest(op, digest); err != nil {
		return Token{}, err
	}
	token, err := a.token(ctx, asked{imprint: imprintOf(digest), certificates: true})
	return token, fault.Wrap(op, err)
}

// Clock is never apart from ours: it is ours.
func (a *Authority) Clock() error { return nil }

// Able fails, as Stamp does, while the authority's certificate is not valid.
func (a *Authority) Able(context.Context) error { return a.checkValid("tsp.Able", a.params.Now()) }

func (a *Authority) checkValid(op string, at time.Time) error {
	if c := a.params.Chain[0]; at.Before(c.NotBefore) || at.After(c.NotAfter) {
		return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "tsa_unavailable", Err: ErrNotValid}
	}
	return nil
}

// AtOnce is 1: asking for more together gains nothing.
func (a *Authority) AtOnce() int { return 1 }

// newSerial draws a number of 127 bits: unique without any record of those that
// were given before, a restart or a second process included.
func newSerial() (*big.Int, error) {
	const bits = 127
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), bits))
	if err != nil {
		return nil, err
	}
	return n.Add(n, big.NewInt(1)), nil
}
