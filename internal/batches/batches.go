// Package batches checks many copies, or many people's certificates, at once
// for an organisation: what it hands in is kept, checked in the background, and
// answered with a spreadsheet and a sealed report. Rows are the truth and the
// queue: everything here can be cut off at any point, and be taken up again by
// this process or another, without checking anything twice.
package batches

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// Service takes batches in and works on them. It is safe for concurrent use, in
// this process and in others on the same database.
type Service struct {
	Store  store.Store
	Blobs  blob.Store
	Cipher pieces.Cipher
	Checks Checker
	People Answerer // looks up rows of tables
	// Reporter makes the report of a batch; nil where nothing is drawn.
	Reporter Reporter
	Sealing  Sealing
	Lookups  int // a day that an organisation has, with those by data
	KeepDays int // for which a batch is kept
	Limits   Limits
	Now      func() time.Time
	Log      *slog.Logger

	fresh fresh
}

// Checker checks many files.
type Checker interface {
	Files(ctx context.Context, files []checking.Given) ([]checking.Judged, error)
}

// Answerer answers questions by data in a transaction, and writes them into the
// holders' histories there.
type Answerer interface {
	AnswerIn(ctx context.Context, tx store.Tx, by checking.Asker, questions []checking.Question) ([]checking.Reply, error)
}

// Limits bound what a batch may cost.
type Limits struct {
	Rows     int   // files, or rows of a table
	File     int64 // bytes of one file
	Upload   int64 // bytes of all that is handed in
	Unpacked int64 // bytes of all files
	Ratio    int64 // of an archive's files to the archive
}

// DefaultLimits let ten thousand copies of the usual size through.
func DefaultLimits() Limits {
	return Limits{Rows: 10_000, File: 16 << 20, Upload: 1 << 30, Unpacked: 2 << 30, Ratio: 100}
}

// Asker is for whom something is done.
type Asker struct {
	Organisation string // ID
	Account      string // an account's ID, or an API key's after audit.KeyPrefix
}

// The outcomes of a row, worst first: how batches count and sort them.
const (
	Invalid       = "invalid"
	NotFound      = "not_found"
	Unreadable    = "unreadable" // there was nothing to check
	Indeterminate = "indeterminate"
	Valid         = "valid"
)

// Outcomes lists the outcomes, worst first.
func Outcomes() []string { return []string{Invalid, NotFound, Unreadable, Indeterminate, Valid} }

// Find returns a batch of the organisation; another's is NotFound.
func (s *Service) Find(ctx context.Context, organisation, id string) (b store.Batch, err error) {
	const op = "batches.Find"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		b, err = r.Batch(ctx, id)
		return err
	})
	return b, owned(op, organisation, b, err)
}

// owned makes a batch of another organisation, and one that is being deleted,
// one that is not there.
func owned(op, organisation string, b store.Batch, err error) error {
	if fault.Is(err, fault.NotFound) || err == nil && (b.Organisation != organisation || organisation == "" || b.State == store.BatchDeleting) {
		return fault.New(op, fault.NotFound, "batch_not_found")
	}
	return fault.Wrap(op, err)
}

// pageSize is how many batches a page of the list has.
const pageSize = 30

// List returns a page of the organisation's batches, newest first; after is the
// ID of the last one of the page before. more reports whether there is another.
func (s *Service) List(ctx context.Context, organisation, after string) (page []store.Batch, more bool, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		page, err = r.BatchesOf(ctx, organisation, after, pageSize+1)
		return err
	})
	if len(page) > pageSize {
		return page[:pageSize], true, fault.Wrap("batches.List", err)
	}
	return page, false, fault.Wrap("batches.List", err)
}

// Working reports whether the background changes a batch in that state.
func Working(s store.BatchState) bool {
	return s == store.BatchReceiving || s == store.BatchChecking || s == store.BatchReporting
}

// record writes a line of the trail. A batch is no authority's business.
func record(ctx context.Context, tx store.Tx, actor, action string, b store.Batch, at time.Time, facts audit.Facts) error {
	return tx.Record(ctx, audit.Entry{At: at, Actor: actor, Action: action, Subject: b.ID, After: facts.JSON()})
}

// place is where a file of a batch is kept while it is taken apart.
func (s *Service) place(prefix string) pieces.Place {
	return pieces.Place{Blobs: s.Blobs, Cipher: s.Cipher, For: "batch/", Prefix: prefix}
}

// folderOf is where all that is kept of a batch lies, and inputOf what was
// handed in.
func folderOf(id string) string { return "batches/" + id + "/" }
func inputOf(id string) string  { return folderOf(id) + "in/" }

func token() string { return strings.ToLower(rand.Text()) }
