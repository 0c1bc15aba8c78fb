// Package messages is the port for what the service tells people outside its
// pages: codes to a telephone and notices about an account. Adapters lie
// beneath; messages/outbox writes files into a folder.
//
// A message says no more than its reader needs: no name, no identity number,
// no certificate.
package messages

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Sender hands a message to whoever carries it. When Send returns nil the
// message is on its way or kept durably until it is; whether it was read is
// not known. An error of the kind fault.Invalid says that trying again is of no
// use. Whoever answers alike whether there is a message to send or not calls a
// Sender that returns in milliseconds (messages/atonce makes one of a slow
// one). A Sender is safe for concurrent use.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Kind says what a message is about.
type Kind string

// The kinds of message.
const (
	ClaimCode          Kind = "claim_code"          // a code that proves the person
	RecoverCode        Kind = "recover_code"        // a code that sets a new password
	LookupCode         Kind = "lookup_code"         // a code that lets an organisation look certificates up
	SecondRegistration Kind = "second_registration" // someone registered with the same document
	PasswordChanged    Kind = "password_changed"    // by recovery or by an officer
	WaysInChanged      Kind = "ways_in_changed"     // a passkey or one-time passwords were added or taken away
	ClaimMoved         Kind = "claim_moved"         // an officer gave the person's certificates to another account
	IdentityCode       Kind = "identity_code"       // a code that lets an account follow a corrected identity
	IdentityCorrected  Kind = "identity_corrected"  // an authority set the holder's name or number right
	IdentityTied       Kind = "identity_tied"       // an authority recorded that documents or names are one person's
	RequestReceived    Kind = "request_received"    // a request for a correction was taken in
	RequestAnswered    Kind = "request_answered"    // it has its answer
	CertificateIssued  Kind = "certificate_issued"  // a certificate can be seen now
	CertificateChanged Kind = "certificate_changed" // corrected, suspended, revoked, …
	CopyReady          Kind = "copy_ready"          // a copy that took long is ready
	CopyExpiring       Kind = "copy_expiring"       // a copy ends in a week
	ContactCode        Kind = "contact_code"        // a code that has an account reached here
	ContactChanged     Kind = "contact_changed"     // to whom it reached before, with how to take that back
	ContactRestored    Kind = "contact_restored"    // somebody took it back
	RecoveryCodesMade  Kind = "recovery_codes_made" // a new set of recovery codes
	AccountClosed      Kind = "account_closed"      // by its owner
	NewDevice          Kind = "new_device"          // signed in from where it never was
)

// Message is one short text to one telephone or mail address.
type Message struct {
	ID      string // the same at every attempt; "" where nobody tries again
	To      string // telephone: 11 digits of the mainland, or + and an international number; or a mail address
	Kind    Kind
	Code    string    // the one-time code, "" where there is none
	Subject string    // one line
	Body    string    // the text as it is sent
	Until   time.Time // worth nothing afterwards; zero: always worth sending
}

// OneTimeCode writes a message of a kind that has a code, in both languages.
func OneTimeCode(to string, kind Kind, code string, good time.Duration) Message {
	w := wordingOf(kind)
	return Message{To: to, Kind: kind, Code: code, Subject: w.subject(BothLanguages), Body: w.fill(BothLanguages, code, good, Details{})}
}

// Details are what the text of a notice names, the zero value for nothing.
type Details struct {
	Day  civil.Date // CopyExpiring: the copy's last
	Link string     // ContactChanged: the page that takes the change back
}

// Notice writes a message of a kind without a code.
func Notice(to string, kind Kind, language Language, d Details) Message {
	w := wordingOf(kind)
	return Message{To: to, Kind: kind, Subject: w.subject(language), Body: w.fill(language, "", 0, d)}
}
