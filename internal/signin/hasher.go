package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"

	"golang.org/x/crypto/argon2"
)

// Cost is what one argon2id derivation takes (RFC 9106).
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultCost is 64 MiB, two passes, one lane: RFC 9106's memory for servers,
// above OWASP's least (46 MiB, one pass).
func DefaultCost() Cost { return Cost{MemoryKiB: 64 * 1024, Passes: 2, Lanes: 1} }

const (
	saltLength = 16
	hashLength = 32
	// Costs beyond these do not come from us; a string that asks for them is refused.
	maxMemoryKiB = 1 << 20
	maxPasses    = 16
	maxLanes     = 16
)

// Hasher derives with argon2id, at most a few at a time: each takes its whole
// memory, and a crowd signing in must not exhaust the machine.
type Hasher struct {
	cost  Cost
	slots chan struct{}
}

var _ PasswordHasher = (*Hasher)(nil)

// NewHasher makes a Hasher that runs at most atOnce derivations together.
func NewHasher(cost Cost, atOnce int) (*Hasher, error) {
	if err := cost.check(); err != nil {
		return nil, err
	}
	if atOnce < 1 {
		return nil, errors.New("signin: a hasher needs at least one slot")
	}
	return &Hasher{cost: cost, slots: make(chan struct{}, atOnce)}, nil
}

func (c Cost) check() error {
	if c.Passes < 1 || c.Passes > maxPasses || c.Lanes < 1 || c.Lanes > maxLanes ||
		c.MemoryKiB < 8*uint32(c.Lanes) || c.MemoryKiB > maxMemoryKiB {
		return errors.New("signin: argon2id cost out of range")
	}
	return nil
}

// Hash implements PasswordHasher.
func (h *Hasher) Hash(ctx context.Context, secret string) (string, error) {
	p := phc{cost: h.cost, salt: randomBytes(saltLength)}
	var err error
	if p.hash, err = h.derive(ctx, p, secret); err != nil {
		return "", err
	}
	return p.String(), nil
}

// Verify implements PasswordHasher.
func (h *Hasher) Verify(ctx context.Context, encoded, secret string) (bool, error) {
	p, err := parsePHC(encoded)
	if err != nil {
		return false, err
	}
	got, err := h.derive(ctx, p, secret)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, p.hash) == 1, nil
}

// Decoy implements PasswordHasher: the hash is drawn, not derived, so that no
// secret has it.
func (h *Hasher) Decoy() string {
	return phc{cost: h.cost, salt: randomBytes(saltLength), hash: randomBytes(hashLength)}.String()
}

// Stale implements PasswordHasher.
func (h *Hasher) Stale(encoded string) bool {
	p, err := parsePHC(encoded)
	return err != nil || p.cost != h.cost
}

func (h *Hasher) derive(ctx context.Context, p phc, secret string) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(secret), p.salt, p.cost.Passes, p.cost.MemoryKiB, p.cost.Lanes, hashLength), nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}
