package client

import (
	"context"
	"io"
	"iter"
	"time"
)

// Batch (批量核验) is many checks that were asked for at once.
type Batch struct {
	ID         string        `json:"id"`
	Number     string        `json:"number"` // of its report
	Kind       string        `json:"kind"`   // files, people
	State      string        `json:"state"`  // receiving, checking, reporting, done, cancelled
	Name       string        `json:"name"`   // of the first file
	Files      int           `json:"files"`  // handed in, an archive as one
	Digest     string        `json:"digest"` // SHA-256 of the file, or of the list of all files' digests
	Rows       int           `json:"rows"`
	Done       int           `json:"done"` // rows that are checked
	Counts     OutcomeCounts `json:"counts"`
	CreatedAt  time.Time     `json:"created_at"`
	FinishedAt *time.Time    `json:"finished_at,omitempty"`
	Report     bool          `json:"report"`             // there is one
	Unsealed   string        `json:"unsealed,omitempty"` // why the report bears no seal
}

// OutcomeCounts counts checked rows.
type OutcomeCounts struct {
	Valid         int `json:"valid"`
	Indeterminate int `json:"indeterminate"`
	Invalid       int `json:"invalid"`
	NotFound      int `json:"not_found"`
	Unreadable    int `json:"unreadable"` // there was nothing to check
}

// Batches is a page of them.
type Batches struct {
	Batches []Batch `json:"batches"`
	Page
}

func (p Batches) list() ([]Batch, string) { return p.Batches, p.NextCursor }

// BatchRow is one thing that was asked about, with what was found.
type BatchRow struct {
	Row              int       `json:"row"`            // from 1, in the order handed in
	Line             int       `json:"line,omitempty"` // of the table
	File             string    `json:"file,omitempty"`
	Digest           string    `json:"digest,omitempty"` // SHA-256 of the file
	Outcome          string    `json:"outcome"`          // valid, indeterminate, invalid, not_found, unreadable
	Findings         []Finding `json:"findings"`
	Name             string    `json:"name,omitempty"` // on the certificate
	DocumentMasked   string    `json:"document_masked,omitempty"`
	Qualification    string    `json:"qualification,omitempty"`
	Level            string    `json:"level,omitempty"`
	Specialty        string    `json:"specialty,omitempty"`
	IssuedOn         string    `json:"issued_on,omitempty"`
	Authority        string    `json:"authority,omitempty"`
	Number           string    `json:"number,omitempty"` // 管理号 or 查询编号
	CertificateState string    `json:"certificate_state,omitempty"`
	Code             string    `json:"code,omitempty"` // 加注编号
	Scenario         string    `json:"scenario,omitempty"`
	Recipient        string    `json:"recipient,omitempty"`
	ValidUntil       string    `json:"valid_until,omitempty"`
	Demo             bool      `json:"demo,omitempty"`
}

// BatchRows is a page of them.
type BatchRows struct {
	Rows []BatchRow `json:"rows"`
	Page
}

func (p BatchRows) list() ([]BatchRow, string) { return p.Rows, p.NextCursor }

// CreateBatchOfFiles has PDFs, and ZIP archives of PDFs, checked in the
// background: ask until the batch's state is done.
func (c *Client) CreateBatchOfFiles(ctx context.Context, files []File, options ...CallOption) (Batch, error) {
	r := create("/batches/files", nil, options)
	var err error
	if r.file, err = form(files...); err != nil {
		return Batch{}, err
	}
	return ask[Batch](ctx, c, r)
}

// CreateBatchOfPeople has the people of a table (CSV or XLSX with the columns
// document_number, name and number) looked up in the background.
func (c *Client) CreateBatchOfPeople(ctx context.Context, table File, options ...CallOption) (Batch, error) {
	r, err := upload("/batches/people", table, options)
	if err != nil {
		return Batch{}, err
	}
	return ask[Batch](ctx, c, r)
}

// ListBatches goes through the organisation's batches, newest first.
func (c *Client) ListBatches(ctx context.Context) iter.Seq2[Batch, error] {
	return pages[Batches](ctx, c, get("/batches").after)
}

// GetBatch returns one batch, and how far it is.
func (c *Client) GetBatch(ctx context.Context, id string) (Batch, error) {
	return ask[Batch](ctx, c, get("/batches/%s", id))
}

// CancelBatch stops a batch that is being checked; what was checked stays.
func (c *Client) CancelBatch(ctx context.Context, id string) (Batch, error) {
	return ask[Batch](ctx, c, step("/batches/%s/cancellation", nil, id))
}

// ListBatchRows goes through what was found, problems first; outcome "" stands
// for all.
func (c *Client) ListBatchRows(ctx context.Context, id, outcome string) iter.Seq2[BatchRow, error] {
	return pages[BatchRows](ctx, c, get("/batches/%s/rows", id).with("outcome", outcome).after)
}

// GetBatchVerdicts writes what was found as a spreadsheet, "csv" or "xlsx".
func (c *Client) GetBatchVerdicts(ctx context.Context, id, format string, to io.Writer) error {
	r := get("/batches/%s/verdicts", id).with("format", format)
	r.accept = "*/*"
	return c.download(ctx, r, to)
}

// GetBatchReport writes the report, a PDF that anyone can check in turn.
func (c *Client) GetBatchReport(ctx context.Context, id string, to io.Writer) error {
	r := get("/batches/%s/report", id)
	r.accept = "application/pdf"
	return c.download(ctx, r, to)
}
