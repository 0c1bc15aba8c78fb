// Package audit is the trail of who did what to what: rows are only ever
// added, in the transaction of the change they describe, and hold no personal
// data beyond identifiers of this installation. Afterwards each is linked into
// a chain of hashes, by which a gap, a change or another order is found.
package audit

import (
	"encoding/json"
	"time"
)

// Actors that are no account.
const (
	CLI       = "cli"     // whoever runs a command on the machine
	System    = "system"  // the program itself
	Visitor   = "visitor" // somebody who is not signed in
	KeyPrefix = "api:"    // before the ID of an API key
)

// Entry is one line of the trail. Texts are short; identity and telephone
// numbers, passwords and codes stand in none of them.
type Entry struct {
	At        time.Time
	Actor     string // account ID, CLI, System, or KeyPrefix and a key's ID
	ActorRole string // of the actor at that moment; "" takes the context's
	Authority string // whose business it is; "" takes the context's, and where that has none it is the installation's
	Action    string // what was done, dotted, e.g. "copy.apply", "account.confirm"
	Subject   string // identifier of what was acted on, e.g. a copy's code
	Before    string // what changed, as it was: Facts.JSON; may be empty
	After     string // and as it is now
	Reason    string // why, in the actor's words or as a reason code; may be empty
	Origin    string // from where: a client's address, or CLI; "" takes the context's
	Detail    string // how, where it went more ways than one; may be empty
}

// Facts are the few fields of a subject that a change is about.
type Facts map[string]string

// JSON is the facts as an object with its names in order, "" for none.
func (f Facts) JSON() string {
	if len(f) == 0 {
		return ""
	}
	text, _ := json.Marshal(f) // strings always have a JSON form
	return string(text)
}

// Record is an entry as it was written down.
type Record struct {
	Sequence int64 // the order of writing, from 1; numbers may be left out
	Entry
}

// Place is where a page of records ends, newest first.
type Place struct {
	At       time.Time
	Sequence int64
}

// Filter chooses records. A zero field chooses all.
type Filter struct {
	Authority string
	Actor     string
	Action    string // how the action begins: "copy." or "copy.apply"
	Subject   string
	From, To  time.Time // from this instant, and before that
	Reason    string    // occurs in the reason, in either case
}
