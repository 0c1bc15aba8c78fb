package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
)

// BatchState is where a batch of checks stands.
type BatchState string

// The states of a batch. In those that say so it is worked on in the
// background, by whoever has its lease.
const (
	BatchReceiving BatchState = "receiving" // 接收中: its files are coming in; given up once the lease ends
	BatchChecking  BatchState = "checking"  // 核验中: background
	BatchReporting BatchState = "reporting" // 出具报告: background
	BatchDone      BatchState = "done"      // 已完成
	BatchCancelled BatchState = "cancelled" // 已取消: what was checked before stays
	BatchDeleting  BatchState = "deleting"  // background; nothing of it is shown any more
)

// BatchKind is what a batch asks about.
type BatchKind string

// The kinds.
const (
	BatchOfFiles  BatchKind = "files"  // copies, as PDF
	BatchOfPeople BatchKind = "people" // rows of a table: document, name, number
)

// Batch (批量核验) is many checks that an organisation asked for at once.
type Batch struct {
	ID           string
	Number       string // of its report, unique; as certificates' copies have a code
	Organisation string // ID; nobody else sees it
	Account      string // who asked: an account's or an API key's ID
	Kind         BatchKind
	State        BatchState
	At           time.Time
	Source       BatchSource
	Rows         int
	Done         int
	Counts       map[string]int // of what is done, by outcome
	FinishedAt   time.Time      // when the last was checked; zero before
	Report       string         // blob key; "" where there is none
	Unsealed     fault.Reason   // why the report bears no seal; "" where it does
}

// BatchSource is what was handed in. It may name people.
type BatchSource struct {
	Name   string // of the first file
	Files  int    // handed in, a ZIP as one
	Size   int64  // bytes of them
	Digest string // SHA-256, hexadecimal: of the file, or of the list of all files' digests
}

// BatchPart is some rows of a batch that are checked together.
type BatchPart struct {
	Batch   string
	N       int // from 0
	Blob    string
	Items   []BatchItem
	Results []BatchResult // one an item; none while it is not checked
}

// BatchItem is one thing to check: a file, or a row of a table.
type BatchItem struct {
	Name    string       `json:"name,omitempty"`    // of the file
	Size    int64        `json:"size,omitempty"`    // bytes of it in the part's blob
	Digest  string       `json:"digest,omitempty"`  // SHA-256, hexadecimal
	Problem fault.Reason `json:"problem,omitempty"` // why there is nothing to check

	Line     int    `json:"line,omitempty"` // of the table
	Document string `json:"document,omitempty"`
	Person   string `json:"person,omitempty"`
	Number   string `json:"number,omitempty"` // 管理号 or 查询编号
}

// BatchResult is what was found of one item.
type BatchResult struct {
	Outcome       string   `json:"outcome"`
	Reasons       []string `json:"reasons,omitempty"`
	Demo          bool     `json:"demo,omitempty"`
	Code          string   `json:"code,omitempty"`
	Certificate   cert.ID  `json:"certificate,omitempty"`
	Name          string   `json:"name,omitempty"`
	MaskedNumber  string   `json:"masked_number,omitempty"`
	Qualification string   `json:"qualification,omitempty"`
	Level         string   `json:"level,omitempty"`
	Specialty     string   `json:"specialty,omitempty"`
	IssuedOn      string   `json:"issued_on,omitempty"`
	Authority     string   `json:"authority,omitempty"`
	Number        string   `json:"number,omitempty"` // 管理号 or 查询编号
	State         string   `json:"state,omitempty"`  // of the certificate
	Scenario      string   `json:"scenario,omitempty"`
	Recipient     string   `json:"recipient,omitempty"`
	ValidUntil    string   `json:"valid_until,omitempty"`
}

// CopyStanding is how a copy and its certificate stand.
type CopyStanding struct {
	Code        cert.Code
	Certificate cert.ID
	State       cert.CopyState
	Digests     []string
	Holds       cert.State // of the certificate
}

// BatchReader reads batches.
type BatchReader interface {
	// Batch returns the batch with that ID.
	Batch(ctx context.Context, id string) (Batch, error)
	// BatchesOf returns an organisation's batches, newest first, at most limit
	// (ListLimit) after the one with that ID; those being deleted are left out.
	BatchesOf(ctx context.Context, organisation, after string, limit int) ([]Batch, error)
	// BatchesBefore returns up to limit batches made before an instant that are
	// not being deleted yet, oldest first.
	BatchesBefore(ctx context.Context, at time.Time, limit int) ([]Batch, error)
	// BatchParts returns up to limit (ListLimit) parts of a batch from number n on.
	BatchParts(ctx context.Context, batch string, n, limit int) ([]BatchPart, error)
	// CopyStandings returns how those of the copies (at most ListLimit) stand
	// that there are.
	CopyStandings(ctx context.Context, codes []cert.Code) ([]CopyStanding, error)
}

// BatchWriter writes batches. Background work on one is done under a lease.
type BatchWriter interface {
	// AddBatch adds a batch; an ID or number in use is a Conflict.
	AddBatch(ctx context.Context, b Batch) error
	// LockBatch returns the batch and holds off every other transaction that
	// locks or keeps it until this one ends.
	LockBatch(ctx context.Context, id string) (Batch, error)
	// UpdateBatch stores every field of a batch that is there.
	UpdateBatch(ctx context.Context, b Batch) error
	// ClaimBatch leases to owner, until now+lease, the oldest batch that there is
	// work on and whose lease nobody has; NotFound where there is none.
	ClaimBatch(ctx context.Context, owner string, now time.Time, lease time.Duration) (Batch, error)
	// KeepBatch takes or renews the owner's lease on a batch that is in a state.
	// It is a Conflict (moved_on) where another has the lease or the state is
	// another.
	KeepBatch(ctx context.Context, owner, id string, in BatchState, now time.Time, lease time.Duration) error
	// FreeBatch ends the owner's lease on a batch.
	FreeBatch(ctx context.Context, owner, id string) error
	// AddBatchParts adds parts.
	AddBatchParts(ctx context.Context, parts []BatchPart) error
	// FinishBatchPart stores the results of a part that has none; else Conflict.
	FinishBatchPart(ctx context.Context, p BatchPart) error
	// DeleteBatch deletes a batch with all its parts.
	DeleteBatch(ctx context.Context, id string) error
}
