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
)

// Sender hands a message to whoever carries it. When Send returns nil the
// message is on its way or kept durably until it is; whether it was read is
// not known. Callers answer alike whether there is a message to send or not,
// so Send returns in milliseconds: an adapter of a slow network keeps the
// message and sends it later. A Sender is safe for concurrent use.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Kind says what a message is about.
type Kind string

// The kinds of message.
const (
	ClaimCode          Kind = "claim_code"          // a code that proves the person
	RecoverCode        Kind = "recover_code"        // a code that sets a new password
	SecondRegistration Kind = "second_registration" // someone registered with the same document
	PasswordChanged    Kind = "password_changed"    // by recovery or by an officer
	ClaimMoved         Kind = "claim_moved"         // an officer gave the person's certificates to another account
	IdentityCode       Kind = "identity_code"       // a code that lets an account follow a corrected identity
	IdentityCorrected  Kind = "identity_corrected"  // an authority set the holder's name or number right
	IdentityTied       Kind = "identity_tied"       // an authority recorded that documents or names are one person's
	RequestReceived    Kind = "request_received"    // a request for a correction was taken in
	RequestAnswered    Kind = "request_answered"    // it has its answer
)

// Message is one short text to one telephone.
type Message struct {
	To      string // telephone: 11 digits of the mainland, or + and an international number
	Kind    Kind
	Code    string // the one-time code, "" where there is none
	Subject string // one line
	Body    string // the text as it is sent
}

// OneTimeCode writes a message of kind ClaimCode, RecoverCode or IdentityCode.
func OneTimeCode(to string, kind Kind, code string, good time.Duration) Message {
	w := wordingOf(kind)
	return Message{To: to, Kind: kind, Code: code, Subject: w.subject, Body: w.fill(code, good)}
}

// Notice writes a message of a kind without a code.
func Notice(to string, kind Kind) Message {
	w := wordingOf(kind)
	return Message{To: to, Kind: kind, Subject: w.subject, Body: w.fill("", 0)}
}
