package client

import (
	"context"
	"io"
	"iter"
	"time"
)

// Delivery (数据批次) is a file of certificates on its way to publication.
type Delivery struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"` // as people call it, e.g. 2026-117
	Batch       string       `json:"batch"`  // ID of the first delivery of its batch
	FileName    string       `json:"file_name"`
	State       string       `json:"state"` // receiving, checking, unreadable, checked, submitted, releasing, stopped, released, undoing, undone
	DeliveredAt time.Time    `json:"delivered_at"`
	Progress    Progress     `json:"progress"`
	Rows        int          `json:"rows"`
	Added       int          `json:"added"` // stored; before its release, what would be
	Unchanged   int          `json:"unchanged"`
	Refused     int          `json:"refused"`
	Faults      []FaultGroup `json:"faults"`
	Unreadable  string       `json:"unreadable,omitempty"` // the reason code where the whole file was refused
	Answer      string       `json:"answer,omitempty"`     // why the reviewer sent it back
	PublishAt   *time.Time   `json:"publish_at,omitempty"`
	PublicFrom  *time.Time   `json:"public_from,omitempty"`
}

// Progress is how far the work under way is, in bytes.
type Progress struct {
	Done int64 `json:"done"`
	Of   int64 `json:"of"`
}

// FaultGroup is the refused rows that share a cause.
type FaultGroup struct {
	Reason string `json:"reason"`
	Field  string `json:"field,omitempty"` // the column
	Count  int    `json:"count"`
	Lines  []int  `json:"lines"` // the first few; the header is line 1
}

// Deliveries is a page of them.
type Deliveries struct {
	Deliveries []Delivery `json:"deliveries"`
	Page
}

func (d Deliveries) list() ([]Delivery, string) { return d.Deliveries, d.NextCursor }

// Submission hands a delivery to a reviewer.
type Submission struct {
	PublishAt *time.Time `json:"publish_at,omitempty"` // nil: as soon as it is stored
}

// CreateDelivery delivers a file: CSV, XLSX, or a ZIP of one of them with photos
// and e-files. batch is the ID of the delivery whose refused rows it holds,
// mended; "" for a new one. The file is checked in the background: ask until its
// state is checked.
func (c *Client) CreateDelivery(ctx context.Context, file File, batch string, options ...CallOption) (Delivery, error) {
	r, err := upload("/deliveries", file, options)
	if err != nil {
		return Delivery{}, err
	}
	return ask[Delivery](ctx, c, r.with("batch", batch))
}

// upload is a request that creates something from a file.
func upload(path string, file File, options []CallOption) (request, error) {
	r := create(path, nil, options)
	var err error
	r.file, err = form(file)
	return r, err
}

// ListDeliveries goes through the batches, newest first, by the first delivery
// of each.
func (c *Client) ListDeliveries(ctx context.Context) iter.Seq2[Delivery, error] {
	return pages[Deliveries](ctx, c, get("/deliveries").after)
}

// GetDelivery returns one delivery, how far it is and what was found.
func (c *Client) GetDelivery(ctx context.Context, id string) (Delivery, error) {
	return ask[Delivery](ctx, c, get("/deliveries/%s", id))
}

// GetDeliveryErrors writes the refused rows, in the format they were delivered
// in, each with what is wrong.
func (c *Client) GetDeliveryErrors(ctx context.Context, id string, to io.Writer) error {
	r := get("/deliveries/%s/errors", id)
	r.accept = "*/*"
	return c.download(ctx, r, to)
}

// SubmitDelivery hands a checked delivery to a reviewer.
func (c *Client) SubmitDelivery(ctx context.Context, id string, s Submission) (Delivery, error) {
	return ask[Delivery](ctx, c, step("/deliveries/%s/submission", s, id))
}

// DiscardDelivery throws away a delivery that nobody released.
func (c *Client) DiscardDelivery(ctx context.Context, id string) (Delivery, error) {
	return ask[Delivery](ctx, c, step("/deliveries/%s/discard", nil, id))
}
