package client

import (
	"context"
	"io"
	"iter"
	"time"
)

// Record is a record of the audit trail.
type Record struct {
	Sequence int64     `json:"sequence"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"` // account ID, cli, system, or api: and a key's ID
	Role     string    `json:"role,omitempty"`
	Action   string    `json:"action"`
	Subject  string    `json:"subject"`
	Before   string    `json:"before,omitempty"` // JSON
	After    string    `json:"after,omitempty"`  // JSON
	Reason   string    `json:"reason,omitempty"`
	Origin   string    `json:"origin,omitempty"`
	Detail   string    `json:"detail,omitempty"`
}

// Records is a page of them.
type Records struct {
	Records []Record `json:"records"` // latest first
	Page
}

func (p Records) list() ([]Record, string) { return p.Records, p.NextCursor }

// TrailFilter chooses records; the zero value chooses all.
type TrailFilter struct {
	Actor   string `json:"actor,omitempty"`
	Action  string `json:"action,omitempty"` // how the action begins
	Subject string `json:"subject,omitempty"`
	Reason  string `json:"reason,omitempty"` // occurs in the reason
	From    string `json:"from,omitempty"`   // from this day on
	To      string `json:"to,omitempty"`     // up to this day, the day included
}

// TrailSearch asks for a page of records.
type TrailSearch struct {
	TrailFilter
	Cursor string `json:"cursor,omitempty"`
}

// SearchAudit goes through the records that f chooses, latest first.
func (c *Client) SearchAudit(ctx context.Context, f TrailFilter) iter.Seq2[Record, error] {
	return pages[Records](ctx, c, func(cursor string) request {
		return search("/audit/search", TrailSearch{f, cursor})
	})
}

// ExportAudit writes every record that f chooses, one JSON object a line, latest
// first. The export itself is recorded.
func (c *Client) ExportAudit(ctx context.Context, f TrailFilter, to io.Writer) error {
	r := search("/audit/export", f)
	r.accept = "application/jsonl"
	return c.download(ctx, r, to)
}
