// Package sqlite keeps the store in one SQLite file: the embedded default.
// Several processes may have the file open at once.
//
// One connection writes, and a pool of connections that cannot write reads.
// The file is in WAL mode, so readers and the writer never wait for each
// other, with synchronous=FULL, so what Update has returned from survives a
// loss of power.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
)

// Store is a SQLite database. It is safe for concurrent use.
type Store struct {
	mapping  *relational.Mapping
	writer   *pool
	readers  *pool
	queue    Queue
	patience time.Duration
}

var _ store.Store = (*Store)(nil)

// Queue adds jobs to a queue that lives in the same file.
type Queue interface {
	// MigrateSQLite brings the queue's own tables up to date; one opener at a
	// time runs it.
	MigrateSQLite(ctx context.Context, db *sql.DB) error
	// EnqueueSQLite adds a job in the transaction.
	EnqueueSQLite(ctx context.Context, tx *sql.Tx, job store.Job) error
	// Committed tells that the transaction has committed which added the job.
	Committed(job store.Job)
}

// Option changes how a store is opened.
type Option func(*Store)

// WithQueue makes Enqueue add to q; without it jobs are forgotten.
func WithQueue(q Queue) Option { return func(s *Store) { s.queue = q } }

// patience is how long a writer waits for one in another process before it
// gives up as Unavailable. The wait is SQLite's own and does not end early with
// a context.
const patience = 10 * time.Second

// reasonUnopened: the file cannot be made or written, most likely for want of
// its directory or of permission.
const reasonUnopened fault.Reason = "store_unopened"

// Open opens the file, making it when it is not there (its directory must be)
// and bringing its tables up to date. Openers at the same moment are safe.
func Open(ctx context.Context, path string, opts relational.Options, more ...Option) (*Store, error) {
	const op = "sqlite.Open"
	s := &Store{mapping: relational.New(dialect(), opts), patience: patience}
	for _, option := range more {
		option(s)
	}
	if err := create(path); err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Unavailable, Reason: reasonUnopened, Err: err}
	}
	err := s.open(ctx, path)
	if err != nil {
		return nil, s.mapping.Fault(op, errors.Join(err, s.Close()))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) (err error) {
	if s.writer, err = openPool(path, writing(s.patience)); err != nil {
		return err
	}
	if err := migrate(ctx, path, s.writer.db, s.queue); err != nil {
		return err
	}
	if s.readers, err = openPool(path, reading(s.patience)); err != nil {
		return err
	}
	return errors.Join(s.writer.prepare(ctx, s.mapping.Statements()), s.readers.prepare(ctx, s.mapping.Statements()))
}

// DB is the pool that writes, one connection; a queue's workers share it.
func (s *Store) DB() *sql.DB { return s.writer.db }

// View runs f in one read-only transaction.
func (s *Store) View(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	return s.within(ctx, "store.View", s.readers, func(tx *sql.Tx) error {
		return f(ctx, s.mapping.Reader(in(tx, s.readers)))
	})
}

// Look runs f outside any transaction. A read by a key is over before anybody
// could give up waiting for it, so nothing watches whether somebody does.
func (s *Store) Look(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	ctx = context.WithoutCancel(ctx)
	return f(ctx, s.mapping.Reader(conn{on: s.readers.db, pool: s.readers}))
}

// Update runs f in one transaction. SQLite has one writer at a time, so it is
// never run again.
func (s *Store) Update(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	var added []store.Job
	err := s.within(ctx, "store.Update", s.writer, func(tx *sql.Tx) error {
		return f(ctx, s.mapping.Tx(in(tx, s.writer), s.enqueuer(tx, &added)))
	})
	if err != nil {
		return err
	}
	for _, job := range added {
		s.queue.Committed(job)
	}
	return nil
}

func (s *Store) enqueuer(tx *sql.Tx, added *[]store.Job) relational.Enqueuer {
	if s.queue == nil {
		return nil
	}
	return func(ctx context.Context, job store.Job) error {
		*added = append(*added, job)
		return s.queue.EnqueueSQLite(ctx, tx, job)
	}
}

// Reencrypt seals up to limit rows anew that are not under the current key
// and returns how many it found: 0 says that none is left.
func (s *Store) Reencrypt(ctx context.Context, limit int) (n int, err error) {
	err = s.within(ctx, "store.Reencrypt", s.writer, func(tx *sql.Tx) error {
		n, err = s.mapping.Reencrypt(ctx, in(tx, s.writer), limit)
		return err
	})
	return n, err
}

// within runs f in a transaction of a pool. A fault of f's comes back as it is.
func (s *Store) within(ctx context.Context, op string, p *pool, f func(tx *sql.Tx) error) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return s.mapping.Fault(op, err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	if err := f(tx); err != nil {
		return err
	}
	return s.mapping.Fault(op, tx.Commit())
}

// Ping reports whether the file can be read.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	err := s.readers.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM settings").Scan(&one)
	return s.mapping.Fault("store.Ping", err)
}

// Close closes the file. The writer goes last, so that it can fold the
// write-ahead log into the file.
func (s *Store) Close() error {
	err := errors.Join(s.readers.close(), s.writer.close())
	if err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}
