package view

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// Watches (/check/watches) lists what an organisation watches and begins a
// watch by a copy's code (code, label), or of a certificate just looked up
// (certificate, label); and the addresses that are told of it (POST
// /check/webhooks: url).
type Watches struct {
	Checker
	Rows  []WatchRow
	Next  string // where the next page of rows begins; "" where there is none
	Hooks []HookRow
	Most  int // watches

	Code, Label, URL string // as last typed
	Problems         Problems
}

// WatchRow is one watch.
type WatchRow struct {
	ID      string
	Label   string
	Copy    string     // code as printed; "" for a look-up by data
	State   cert.State // of the certificate
	Since   time.Time
	LastDay civil.Date
}

// Watch (/check/watches/{id}) is one watch: what it is called, and its end.
type Watch struct {
	Checker
	Of       WatchRow
	Label    string // as last typed
	Done     bool   // it was just changed
	Problems Problems
}

// HookRow is one address that events are sent to.
type HookRow struct {
	ID       string
	URL      string
	State    string // working, new, failing or paused
	Reason   string // why it fails or was paused, a reason code
	Since    time.Time
	Worked   time.Time // when something was last taken; zero: never
	OldUntil time.Time // until then the secret before signs besides; zero where none does
}

// Tone is the sign that the state is shown with.
func (h HookRow) Tone() string {
	switch h.State {
	case "working":
		return toneOK
	case "new":
		return toneNone
	case "failing":
		return toneWarn
	default:
		return toneBad
	}
}

// Webhook (/check/webhooks/{id}) is one address, and what can be done with it.
type Webhook struct {
	Checker
	Of       HookRow
	Secret   string // just made, shown once; "" where none was
	Done     string // what was just done: test, resume; "" for nothing
	Problems Problems
}

// Events (/check/events) is what an organisation was told, newest first.
type Events struct {
	Checker
	Rows     []EventRow
	Next     string // query of the next page; "" where there is none
	Done     bool   // one was just sent again
	Problems Problems
}

// EventRow is one event.
type EventRow struct {
	ID    string
	Kind  string // the text event.KIND says what happened
	At    time.Time
	Watch string // ID, for as long as there is the watch
	Label string
	Copy  string // code as printed
	To    []DispatchRow
}

// DispatchRow is how far an event is on its way to one address.
type DispatchRow struct {
	Hook     string // ID
	URL      string
	State    string // waiting, sent or dead
	Attempts int
	Tried    time.Time // zero: never
	Next     time.Time // of one that waits
	Status   int       // of HTTP that the last attempt was answered; 0 for none
	Reason   string
	Paused   bool // the address is
}

// Tone is the sign that the state is shown with.
func (d DispatchRow) Tone() string {
	switch d.State {
	case "sent":
		return toneOK
	case "waiting":
		return toneWait
	default:
		return toneBad
	}
}

func (Watches) file() string { return "check/watches.html" }

func (Watch) file() string { return "check/watch.html" }

func (Webhook) file() string { return "check/webhook.html" }

func (Events) file() string { return "check/events.html" }
