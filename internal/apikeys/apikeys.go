// Package apikeys lets an authority's own programs in: an administrator makes a
// key for one, with what it may do and until when, and can take it back at
// once. A program proposes as people do; what needs a second pair of eyes is
// approved by a person, never by a key.
package apikeys

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Rate allows Burst requests at once, which come back one each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// DefaultRate is twenty requests a second over any time, and two hundred at once.
func DefaultRate() Rate { return Rate{Burst: 200, Every: 50 * time.Millisecond} }

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store store.Store
	Rate  Rate // of one key
	Now   func() time.Time
}

// Role is that of a key in the audit trail.
const Role = "api"

// Caller is the program that a key let in.
type Caller struct{ Key store.APIKey }

// ID is how the caller is named where an account's ID could stand.
func (c Caller) ID() string { return audit.KeyPrefix + c.Key.ID }

// Acting is the caller as an account of its authority with a role, for what
// that role may do alone: a use case that asks for a second person asks for
// another than this one.
func (c Caller) Acting(role store.Role) store.Account {
	return store.Account{ID: c.ID(), Role: role, Authority: c.Key.Authority, Name: c.Key.Name}
}

// State is whether a key lets anybody in.
type State string

// The states of a key.
const (
	Active  State = "active"
	Expired State = "expired"
	Revoked State = "revoked"
)

// StateOf is a key's state at an instant.
func StateOf(k store.APIKey, now time.Time) State {
	switch {
	case !k.RevokedAt.IsZero():
		return Revoked
	case !now.Before(k.ExpiresAt):
		return Expired
	}
	return Active
}

// List returns the keys of an authority, newest first.
func (s *Service) List(ctx context.Context, authority string) (all []store.APIKey, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.APIKeysOf(ctx, authority)
		return err
	})
	return all, fault.Wrap("apikeys.List", err)
}

// Find returns a key of the authority; another's is NotFound.
func (s *Service) Find(ctx context.Context, authority, id string) (k store.APIKey, err error) {
	const op = "apikeys.Find"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		k, err = r.APIKey(ctx, id)
		return err
	})
	if err == nil && k.Authority != authority {
		err = fault.New(op, fault.NotFound, "not_found")
	}
	if err != nil {
		return store.APIKey{}, fault.Wrap(op, err)
	}
	return k, nil
}
