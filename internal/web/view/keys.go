package view

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Keys (/console/keys) lists an authority's API keys and makes them: name,
// scopes (several), last_day.
type Keys struct {
	Desk
	Rows             []KeyRow // newest first
	Scopes           []KeyScope
	Earliest, Latest civil.Date // that last_day may be

	KeyName, LastDay string // as last typed
	Problems         Problems
}

// KeyScope is something that a key may do.
type KeyScope struct {
	Scope  string // the text scope.SCOPE says what
	Chosen bool
}

// KeyRow is one key.
type KeyRow struct {
	ID       string
	Name     string
	Prefix   string // how its token begins
	Scopes   []string
	State    string // active, expired or revoked
	Since    time.Time
	Until    civil.Date // the last day it is good
	LastUsed time.Time  // zero before the first use
	Revoked  time.Time  // zero where it is not
}

// Tone is the sign that the state is shown with.
func (k KeyRow) Tone() string {
	if k.State == "active" {
		return "ok"
	}
	return "bad"
}

// Used reports whether the key was ever used.
func (k KeyRow) Used() bool { return !k.LastUsed.IsZero() }

// Key (/console/keys/{id}) is one key, and the form that ends it.
type Key struct {
	Desk
	Of       KeyRow
	By       string // user name of who made it; "" where that is not known
	Secret   string // the token just made, shown once; "" where none was
	Done     bool   // it was just revoked
	Problems Problems
}

func (Keys) file() string { return "console/keys.html" }

func (Key) file() string { return "console/key.html" }
