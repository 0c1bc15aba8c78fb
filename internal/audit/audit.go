// Package audit is the trail of who did what to what: rows are only ever
// added, in the transaction of the change they describe, and hold no personal
// data beyond identifiers of this installation.
package audit

import "time"

// Entry is one line of the trail.
type Entry struct {
	At      time.Time
	Actor   string // account ID, or "system", or "cli"
	Action  string // e.g. "copy.apply", "account.confirm"
	Subject string // identifier of what was acted on, e.g. a copy's code
	Detail  string // short, without personal data; may be empty
}
