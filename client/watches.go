package client

import (
	"context"
	"iter"
	"time"
)

// Watch (关注) is that an organisation is told what becomes of a certificate.
type Watch struct {
	ID        string    `json:"id"`
	Label     string    `json:"label,omitempty"`
	Copy      string    `json:"copy,omitempty"` // code of the copy it began with, and ends with; "" where the certificate was looked up by data
	State     string    `json:"state"`          // of the certificate: valid, corrected, suspended, revoked, cancelled, lapsed
	CreatedAt time.Time `json:"created_at"`
	LastDay   string    `json:"last_day"` // YYYY-MM-DD
}

// Watches is a page of them.
type Watches struct {
	Watches []Watch `json:"watches"`
	Page
}

func (w Watches) list() ([]Watch, string) { return w.Watches, w.NextCursor }

// NewWatch is a watch as it is asked for: of a Copy, or of a Certificate.
type NewWatch struct {
	Copy        string `json:"copy,omitempty"`        // the code of a copy: asking is a check of it, too
	Certificate string `json:"certificate,omitempty"` // that a look-up by data of the last day named
	Label       string `json:"label,omitempty"`       // sent with each event: no identity numbers
}

// CreateWatch watches a certificate; its holder sees that.
func (c *Client) CreateWatch(ctx context.Context, w NewWatch, options ...CallOption) (Watch, error) {
	return ask[Watch](ctx, c, create("/watches", w, options))
}

// ListWatches goes through the organisation's watches.
func (c *Client) ListWatches(ctx context.Context) iter.Seq2[Watch, error] {
	return pages[Watches](ctx, c, get("/watches").after)
}

// GetWatch returns a watch, and how its certificate stands.
func (c *Client) GetWatch(ctx context.Context, id string) (Watch, error) {
	return ask[Watch](ctx, c, get("/watches/%s", id))
}

// EndWatch ends a watch and returns it as it was.
func (c *Client) EndWatch(ctx context.Context, id string) (Watch, error) {
	return ask[Watch](ctx, c, step("/watches/%s/end", nil, id))
}
