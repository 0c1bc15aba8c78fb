// Package apikeys lets programs in, an authority's own and those of
// organisations that check: an administrator, or a person of the organisation,
// makes a key for one, with what it may do and until when, and can take it back
// at once. A program proposes as people do; what needs a second pair of eyes is
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

// Owner is whose program a key lets in: an authority's or an organisation's.
// Exactly one is set.
type Owner struct{ Authority, Organisation string }

// OwnerOf is whom an account makes keys for.
func OwnerOf(a store.Account) Owner { return Owner{a.Authority, a.Organisation} }

func ownerOf(k store.APIKey) Owner { return Owner{k.Authority, k.Organisation} }

// Caller is the program that a key let in.
type Caller struct{ Key store.APIKey }

// ID is how the caller is named where an account's ID could stand.
func (c Caller) ID() string { return audit.KeyPrefix + c.Key.ID }

// Acting is the caller as an account of its authority or organisation with a
// role, for what that role may do alone: a use case that asks for a second
// person asks for another than this one.
func (c Caller) Acting(role store.Role) store.Account {
	return store.Account{ID: c.ID(), Role: role, Authority: c.Key.Authority, Organisation: c.Key.Organisation, Name: c.Key.Name}
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

// List returns an owner's keys, newest first.
func (s *Service) List(ctx context.Context, of Owner) (all []store.APIKey, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if of.Organisation != "" {
			all, err = r.APIKeysOfOrganisation(ctx, of.Organisation)
		} else {
			all, err = r.APIKeysOf(ctx, of.Authority)
		}
		return err
	})
	return all, fault.Wrap("apikeys.List", err)
}

// Find returns a key of the owner; another's is NotFound.
func (s *Service) Find(ctx context.Context, of Owner, id string) (k store.APIKey, err error) {
	const op = "apikeys.Find"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		k, err = r.APIKey(ctx, id)
		return err
	})
	if err == nil && ownerOf(k) != of {
		err = fault.New(op, fault.NotFound, "not_found")
	}
	if err != nil {
		return store.APIKey{}, fault.Wrap(op, err)
	}
	return k, nil
}
