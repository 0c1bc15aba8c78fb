package view

import (
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// CheckBatches (/check/batches) lists an organisation's batches and takes one in.
type CheckBatches struct {
	Checker
	Batches  []Batch // newest first
	Next     string  // where the next page is; "" for the last
	Most     int     // rows of one
	KeepDays int
	Problems Problems // at file or table
}

func (CheckBatches) file() string { return "check/batches.html" }

// Batch is a batch of checks and where it stands.
type Batch struct {
	ID, Name, Kind string
	Files          int
	At             time.Time
	State          string
	Rows, Done     int
	Problems       int // of those done, not valid
	Percent        int
}

// URL is the address of its page.
func (b Batch) URL() string { return "/check/batches/" + b.ID }

// CheckBatch (/check/batches/{id}) is one batch.
type CheckBatch struct {
	Checker
	Batch
	Working    bool
	Number     string
	Digest     string
	FinishedAt time.Time
	KeptUntil  time.Time
	Report     bool
	Unsealed   fault.Reason
	Counts     []BatchCount // worst first
	Chosen     string       // outcome that the lines are of; "" for all
	Lines      []BatchLine  // problems first
	Next       string
	Problems   Problems
}

func (CheckBatch) file() string { return "check/batch.html" }

// BatchCount is how many rows had an outcome.
type BatchCount struct {
	Outcome string
	Rows    int
}

// BatchLine is one row of a batch.
type BatchLine struct {
	N                      int
	What, Who, Of, Outcome string
	Why                    []string
	Demo                   bool
}
