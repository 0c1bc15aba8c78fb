package store

import (
	"context"
	"time"
)

// APIKey lets a program in, of an authority or of an organisation: exactly one
// of them is set. It is kept by the hash of its token, which nobody has but the
// program.
type APIKey struct {
	ID           string
	Authority    string
	Organisation string // ID
	Name         string // what its people call it
	Prefix       string // how the token begins, to tell it from others
	Hash         []byte // SHA-256 of the token
	Scopes       []string
	CreatedBy    string // account ID
	CreatedAt    time.Time
	ExpiresAt    time.Time
	RevokedAt    time.Time // zero while it is not
	LastUsedAt   time.Time // zero before the first use; may lag by a minute
}

// KeptAnswer is what a request that creates something was answered, kept so
// that the same request sent again does nothing and is answered the same.
type KeptAnswer struct {
	Caller    string // who asked: an API key's ID
	Key       string // as the caller named the request (Idempotency-Key)
	Request   []byte // SHA-256 of what was asked; empty while under way
	Status    int    // of HTTP; 0 while the request is under way
	Body      []byte
	ExpiresAt time.Time
}

// APIKeyReader reads API keys and kept answers.
type APIKeyReader interface {
	// APIKey returns the key with that ID.
	APIKey(ctx context.Context, id string) (APIKey, error)
	// APIKeyByHash returns the key whose token has the hash.
	APIKeyByHash(ctx context.Context, hash []byte) (APIKey, error)
	// APIKeysOf returns an authority's keys, newest first, at most ListLimit.
	APIKeysOf(ctx context.Context, authority string) ([]APIKey, error)
	// APIKeysOfOrganisation returns an organisation's keys, newest first, at
	// most ListLimit.
	APIKeysOfOrganisation(ctx context.Context, organisation string) ([]APIKey, error)
	// KeptAnswer returns a caller's answer by the key of its request.
	KeptAnswer(ctx context.Context, caller, key string) (KeptAnswer, error)
}

// APIKeyWriter writes API keys and kept answers.
type APIKeyWriter interface {
	// AddAPIKey adds a key; an ID or a hash in use is a Conflict.
	AddAPIKey(ctx context.Context, k APIKey) error
	// RevokeAPIKey ends a key that has not been revoked; else Conflict.
	RevokeAPIKey(ctx context.Context, id string, at time.Time) error
	// TouchAPIKey notes that a key was used.
	TouchAPIKey(ctx context.Context, id string, at time.Time) error
	// ReserveAnswer adds an answer that is under way, or takes the place of one
	// that expired before now; while another is kept it is a Conflict.
	ReserveAnswer(ctx context.Context, a KeptAnswer, now time.Time) error
	// PutAnswer stores every field of an answer that was reserved.
	PutAnswer(ctx context.Context, a KeptAnswer) error
	// DropAnswer forgets an answer; one that is gone is no error.
	DropAnswer(ctx context.Context, caller, key string) error
}
