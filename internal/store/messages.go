package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/messages"
)

// DueMessage is a message that follows a change, kept from the transaction of
// the change until it has been handed over. To lies encrypted at rest.
type DueMessage struct {
	ID        string // the same at every attempt: who carries it tells doubles apart by it
	Account   string // whom it is for
	To        string // as the account said when the change was made
	Kind      messages.Kind
	Language  messages.Language
	Day       civil.Date // what the text names, the zero date for none
	Link      string     // an address that the text names; sealed at rest, "" for none
	At        time.Time  // of the change
	NotBefore time.Time  // nobody sends it earlier
	Attempts  int        // begun so far
}

// MessageChoices are what people chose on the page about messages.
type MessageChoices struct {
	Language messages.Language
	// Ways are those by which each topic is told, none for what nobody wants to
	// hear of. A topic left out is told where the account is reached.
	Ways  map[messages.Topic][]messages.Way
	Quiet messages.Quiet
}

// DeviceHorizon is for how long a browser is known that nobody signs in from:
// as long as browsers keep a cookie at most (RFC 6265bis, section 5.5).
const DeviceHorizon = 400 * 24 * time.Hour

// RoundKind says whom a round of messages goes to.
type RoundKind string

// The kinds of rounds.
const (
	IssuedRound   RoundKind = "issued"   // holders of what a delivery brought; Subject is its ID
	ExpiringRound RoundKind = "expiring" // holders of copies that expire; Subject is their last day
)

// MessageRound is one cause for many messages. They are written in batches,
// each in the transaction that moves After on, so that nobody gets two.
type MessageRound struct {
	ID        string // "issued/" or "expiring/" and the subject
	Kind      RoundKind
	Subject   string
	NotBefore time.Time
	After     string    // the last key dealt with
	DoneAt    time.Time // zero: not yet
}

// MessageReader reads what is to be sent.
type MessageReader interface {
	// CountMessages returns how many messages wait, whenever they are due.
	CountMessages(ctx context.Context) (int, error)
	// MessagesDue reports whether a message or a round is due at now.
	MessagesDue(ctx context.Context, now time.Time) (bool, error)
	// MessageChoices returns what the account chose; where nothing, both
	// languages, no Ways and the usual quiet hours.
	MessageChoices(ctx context.Context, account string) (MessageChoices, error)
	// ClaimedAccountsOf returns the proven accounts registered for documents that
	// a delivery's certificates bear, by ID, beginning after one.
	ClaimedAccountsOf(ctx context.Context, delivery, after string, limit int) ([]Account, error)
	// CopiesUntil returns the ready copies whose last day is given, by code,
	// beginning after one.
	CopiesUntil(ctx context.Context, day civil.Date, after cert.Code, limit int) ([]cert.Copy, error)
}

// MessageWriter writes what is to be sent. A claimed message is the claimer's
// until its lease ends, and DeferMessage and RemoveMessage, which name the
// attempt they belong to, are a Conflict (moved_on) for whoever lost it.
type MessageWriter interface {
	// AddMessage adds a message, unless the account has one waiting, not yet
	// attempted, of that kind and day that goes the same way.
	AddMessage(ctx context.Context, m DueMessage) error
	// ClaimMessages takes up to limit messages that are due at now, those due
	// longest first, and counts an attempt of each. Until now+lease nobody else
	// gets them.
	ClaimMessages(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]DueMessage, error)
	// DeferMessage gives a claimed message up until a time.
	DeferMessage(ctx context.Context, id string, attempt int, until time.Time) error
	// RemoveMessage removes a claimed message.
	RemoveMessage(ctx context.Context, id string, attempt int) error
	// PutMessageChoices stores what a holder chose.
	PutMessageChoices(ctx context.Context, account string, c MessageChoices) error
	// AddRound adds a round; one that is there, done or not, is no error.
	AddRound(ctx context.Context, r MessageRound) error
	// LockRound returns the round that is due longest at now and not done, and
	// holds off every other transaction from it; NotFound where there is none.
	LockRound(ctx context.Context, now time.Time) (MessageRound, error)
	// UpdateRound stores After and DoneAt.
	UpdateRound(ctx context.Context, r MessageRound) error
	// KnowDevice notes that an account signed in from a device, by the hash of
	// its token, and reports whether it had before from this one, and whether from others.
	KnowDevice(ctx context.Context, account string, hash []byte, at time.Time) (known, others bool, err error)
}
