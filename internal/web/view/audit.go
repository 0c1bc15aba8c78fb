package view

import "time"

// Audit (/console/audit) is the audit trail of an authority, newest first.
type Audit struct {
	Desk
	Keep      int // days for which records are kept at least
	Query     AuditQuery
	Problems  Problems // of the form
	Rows      []AuditRow
	NextURL   string // the page after this one, "" on the last
	ExportURL string // all that the form finds
}

// AuditQuery is the form as it was filled in.
type AuditQuery struct {
	Actor   string // user name or ID
	Action  string // how the action begins
	Subject string
	Reason  string
	From    string // YYYY-MM-DD
	To      string
}

// AuditRow is one record of the trail.
type AuditRow struct {
	At      time.Time
	Actor   string // user name of staff, else an ID
	Role    string // "" where there is none
	Action  string
	Subject string
	Changes []AuditChange
	Reason  string
	Origin  string
	Detail  string
}

// AuditChange is one field before and after, "" where it was not there.
type AuditChange struct{ Field, Before, After string }

func (Audit) file() string { return "console/audit.html" }
