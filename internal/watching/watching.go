// Package watching tells organisations what becomes of the certificates they
// watch. An event is written in the transaction of the change it tells of, and
// sent in the background to each webhook of the organisation until the receiver
// takes it or it is given up; by hand it can be sent again.
//
// Each event is sent at least once: one whose process dies between sending it
// and noting so is sent again, under the same ID.
//
// What is watched is bound to what the holder gave. Who came to a certificate by
// a copy watches it as long as that copy is good: withdrawing the copy ends the
// watch. Who looked a certificate up by its data watches it for a set time, and
// begins anew by looking it up again.
package watching

import (
	"log/slog"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// Service is the use case. It is safe for concurrent use. A nil Service tells
// nobody of changes.
type Service struct {
	Store  store.Store
	Caller messages.Caller
	// Address is where a copy is checked, and LookUp where certificates are
	// looked up by data.
	Address func(cert.Code) string
	LookUp  string
	Days    int // that a watch by data lasts
	Most    int // watches of one organisation
	Now     func() time.Time
	Log     *slog.Logger
	// Count is told of each attempt to send; nil for nobody.
	Count func(o Outcome)
}

// By is who acts for an organisation.
type By struct {
	Organisation string // ID
	Actor        string // account ID, or an API key's as the trail names it
	Role         string // as the trail names it
	Way          store.CheckWay
}

const (
	// MaxWebhooks is how many webhooks an organisation has at most.
	MaxWebhooks = 5
	// MaxLabel bounds what a watch is called, in code points.
	MaxLabel = 60

	// lookUpCounts is how long after looking a certificate up it can be watched.
	lookUpCounts = 24 * time.Hour
	// overlap is how long the secret before the newest signs besides it.
	overlap = 24 * time.Hour
	// keepEvents is how long events are shown and can be sent again.
	keepEvents = 90 * 24 * time.Hour
)
