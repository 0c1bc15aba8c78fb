package store

import (
	"context"
	"time"
)

// Passkey is a credential of Web Authentication that signs an account in.
type Passkey struct {
	ID           string
	AccountID    string
	Handle       []byte // the user handle: what authenticators know the account by; random
	CredentialID []byte // unique
	Credential   []byte // go-webauthn's Credential in JSON; sealed at rest
	Name         string // as its owner calls it
	CreatedAt    time.Time
	LastUsedAt   time.Time // zero: never
	CountBackAt  time.Time // when its signature counter last ran back (Web Authentication, 6.1.1); zero: never
}

// Ceremony is one that was begun and waits for the authenticator's answer.
type Ceremony struct {
	ID        string
	AccountID string // whose passkey is added; "" for signing in
	State     []byte // go-webauthn's SessionData in JSON; sealed at rest
	ExpiresAt time.Time
}

// PasskeyReader reads passkeys.
type PasskeyReader interface {
	// PasskeysOf returns an account's passkeys, oldest first.
	PasskeysOf(ctx context.Context, accountID string) ([]Passkey, error)
	// PasskeyByCredential returns the passkey with that credential ID.
	PasskeyByCredential(ctx context.Context, credentialID []byte) (Passkey, error)
}

// PasskeyWriter writes passkeys and ceremonies.
type PasskeyWriter interface {
	// AddPasskey adds a passkey; a credential ID in use is a Conflict.
	AddPasskey(ctx context.Context, p Passkey) error
	// UpdatePasskey stores what changes of a passkey: Credential, Name,
	// LastUsedAt and CountBackAt. One that is gone is NotFound.
	UpdatePasskey(ctx context.Context, p Passkey) error
	// DeletePasskey removes a passkey; one that is gone is no error.
	DeletePasskey(ctx context.Context, id string) error
	// DeletePasskeysOf removes every passkey of an account and the ceremonies
	// by which it was adding one.
	DeletePasskeysOf(ctx context.Context, accountID string) error
	// AddCeremony adds a ceremony.
	AddCeremony(ctx context.Context, c Ceremony) error
	// TakeCeremony removes a ceremony and returns it: NotFound when it was
	// taken before. Ceremonies that have ended go with DeleteExpired.
	TakeCeremony(ctx context.Context, id string) (Ceremony, error)
}
