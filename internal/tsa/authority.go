package tsa

import (
	"context"
	"sync"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
)

// Authority is the authority in use. It is opened once it is asked for: a device
// that is away when the process starts keeps nothing else from starting. It is
// safe for concurrent use.
type Authority struct {
	office Office
	policy string

	mu     sync.Mutex
	opened *tsp.Authority // nil until then
}

// NewAuthority makes the authority of an office; its tokens are made under the
// policy, a dotted OID.
func NewAuthority(o Office, policy string) *Authority { return &Authority{office: o, policy: policy} }

// Stamp implements tsp.Stamper. It fails as Unavailable, tsa_unavailable,
// whatever keeps the authority from making a token.
func (a *Authority) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	const op = "tsa.Stamp"
	if err := tsp.CheckDigest(op, digest); err != nil {
		return tsp.Token{}, err
	}
	authority, err := a.open(ctx)
	if err != nil {
		return tsp.Token{}, unavailable(op, err)
	}
	token, err := authority.Stamp(ctx, digest)
	if err != nil && ctx.Err() == nil {
		return token, unavailable(op, err)
	}
	return token, fault.Wrap(op, err)
}

// Able fails as Stamp would, where no key has to be used to know it.
func (a *Authority) Able(ctx context.Context) error {
	const op = "tsa.Able"
	authority, err := a.open(ctx)
	if err == nil {
		err = authority.Able(ctx)
	}
	if err != nil && ctx.Err() == nil {
		return unavailable(op, err)
	}
	return fault.Wrap(op, err)
}

// Clock is never apart from ours: it is ours.
func (a *Authority) Clock() error { return nil }

// AtOnce is 1: asking for more together gains nothing.
func (a *Authority) AtOnce() int { return 1 }

func (a *Authority) open(ctx context.Context) (*tsp.Authority, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.opened != nil {
		return a.opened, nil
	}
	opened, err := a.office.Open(ctx, a.policy)
	if err != nil {
		return nil, err
	}
	a.opened = opened
	return opened, nil
}

func unavailable(op string, cause error) error {
	return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "tsa_unavailable", Err: cause}
}
