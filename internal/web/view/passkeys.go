package view

import (
	"encoding/json"
	"time"
)

// Ceremony is what a page's script begins with: navigator.credentials.create or
// .get takes Options, once what is base 64 in them is bytes, and the form sends
// ID back as ceremony beside the answer.
type Ceremony struct {
	ID      string          `json:"ceremony"`
	Options json.RawMessage `json:"options"`
}

// AccountSecurity (/account/security) is how the owner signs in beside the
// password: passkeys, and one-time passwords.
type AccountSecurity struct {
	AccountFrame
	Passkeys []AccountPasskey
	Full     bool   // no more can be added
	OneTime  bool   // one-time passwords are on
	Needed   bool   // and must be, for this role
	Done     string // what was done just now: the text security.done.DONE; "" for nothing
}

// AccountPasskey is one of the owner's passkeys.
type AccountPasskey struct {
	ID        string
	Name      string // may be ""
	Added     time.Time
	Used      time.Time // zero: never
	CountBack time.Time // when its counter last ran back; zero: never
}

// AccountPasskeyNew (/account/security/passkeys) adds a passkey: name, and
// ceremony and answer, which a script fills in.
type AccountPasskeyNew struct {
	AccountFrame
	Origin   string // at which passkeys work, without a slash at the end
	Problems Problems
}

// AccountPasskeyChange (/account/security/passkeys/ID) renames a passkey (name)
// or removes it: action=rename, action=remove.
type AccountPasskeyChange struct {
	AccountFrame
	Passkey  AccountPasskey
	Name     string
	Problems Problems
}

// AccountOneTime (/account/security/totp) turns one-time passwords on, by the
// first code of an authenticator, or off, by one more: code.
type AccountOneTime struct {
	AccountFrame
	On       bool
	Needed   bool // they must stay on
	Secret   string
	Square   Square
	Problems Problems
}

func (AccountSecurity) file() string { return "account/security.html" }

func (AccountPasskeyNew) file() string { return "account/passkey_new.html" }

func (AccountPasskeyChange) file() string { return "account/passkey.html" }

func (AccountOneTime) file() string { return "account/totp.html" }
