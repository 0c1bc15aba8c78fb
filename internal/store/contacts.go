package store

import (
	"context"
	"time"
)

// Contact is one of the ways by which an account is reached.
type Contact string

// The contacts.
const (
	PhoneContact Contact = "phone"
	EmailContact Contact = "email"
)

// ContactChange is that an account came to be reached elsewhere, while whoever
// was reached before may still take it back. An account has at most one for each
// contact.
type ContactChange struct {
	AccountID string
	Contact   Contact
	Before    string // number or address; sealed at rest
	TokenHash []byte // SHA-256 of the token that takes it back
	At        time.Time
	Until     time.Time // it stands from then on
}

// ContactReader reads changes of contacts.
type ContactReader interface {
	// ContactChanges returns an account's changes, those that stand by now and
	// were not removed yet among them, by contact.
	ContactChanges(ctx context.Context, accountID string) ([]ContactChange, error)
	// ContactChangeByToken returns the change whose token has the hash.
	ContactChangeByToken(ctx context.Context, tokenHash []byte) (ContactChange, error)
}

// ContactWriter writes them.
type ContactWriter interface {
	// AddContactChange adds a change, in place of one of that contact that stood
	// by then; one that could still be taken back is a Conflict. Changes that
	// stand go with DeleteExpired.
	AddContactChange(ctx context.Context, c ContactChange) error
	// DeleteContactChanges removes every change of an account.
	DeleteContactChanges(ctx context.Context, accountID string) error
}
