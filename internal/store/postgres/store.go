// Package postgres keeps the store in PostgreSQL (15 or later), for any number
// of processes at once. The address may name several hosts; with
// target_session_attrs=read-write the pool finds the primary again after a
// failover.
package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
)

// Store is a PostgreSQL database. It is safe for concurrent use.
type Store struct {
	mapping *relational.Mapping
	pool    *pgxpool.Pool
	queue   Queue
}

var _ store.Store = (*Store)(nil)

// Queue adds jobs to a queue that lives in the same database.
type Queue interface {
	// MigratePostgres brings the queue's own tables up to date; one opener at
	// a time runs it.
	MigratePostgres(ctx context.Context, pool *pgxpool.Pool) error
	// EnqueuePostgres adds a job in the transaction.
	EnqueuePostgres(ctx context.Context, tx pgx.Tx, job store.Job) error
}

// Option changes how a store is opened.
type Option func(*Store)

// WithQueue makes Enqueue add to q; without it jobs are forgotten.
func WithQueue(q Queue) Option { return func(s *Store) { s.queue = q } }

// Open connects to the database that dsn names (a URL or keyword/value pairs,
// with pgxpool's settings as further parameters) and brings its tables up to
// date. Openers at the same moment take turns.
func Open(ctx context.Context, dsn string, opts relational.Options, more ...Option) (*Store, error) {
	const op = "postgres.Open"
	s := &Store{mapping: relational.New(dialect(), opts)}
	for _, option := range more {
		option(s)
	}
	config, err := parse(dsn)
	if err != nil {
		return nil, s.mapping.Fault(op, err)
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, s.mapping.Fault(op, err)
	}
	if err := migrate(ctx, s.pool, s.queue); err != nil {
		s.pool.Close()
		return nil, s.mapping.Fault(op, err)
	}
	return s, nil
}

// Pool is the store's connections, for a queue's workers to share.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// View runs f in one read-only transaction. REPEATABLE READ, so that each of
// its statements sees the same moment.
func (s *Store) View(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	return s.within(ctx, "store.View", pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(tx pgx.Tx) error { return f(ctx, s.mapping.Reader(conn{tx})) })
}

// Look runs f outside any transaction.
func (s *Store) Look(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	return f(ctx, s.mapping.Reader(conn{s.pool}))
}

// Update runs f in one transaction, again when the engine gives it up in
// favour of another. READ COMMITTED, so that what follows LockCertificate sees
// all that was committed before the lock was had.
func (s *Store) Update(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	return s.repeat(ctx, "store.Update", func(tx pgx.Tx) error {
		return f(ctx, s.mapping.Tx(conn{tx}, s.enqueuer(tx)))
	})
}

func (s *Store) enqueuer(tx pgx.Tx) relational.Enqueuer {
	if s.queue == nil {
		return nil
	}
	return func(ctx context.Context, job store.Job) error { return s.queue.EnqueuePostgres(ctx, tx, job) }
}

// Reencrypt seals up to limit rows anew that are not under the current key
// and returns how many it found: 0 says that none is left, or that others
// hold what is.
func (s *Store) Reencrypt(ctx context.Context, limit int) (n int, err error) {
	err = s.repeat(ctx, "store.Reencrypt", func(tx pgx.Tx) error {
		n, err = s.mapping.Reencrypt(ctx, conn{tx}, limit)
		return err
	})
	return n, err
}

// within runs f in a transaction on a connection of the pool. A fault of f's
// comes back as it is.
func (s *Store) within(ctx context.Context, op string, options pgx.TxOptions, f func(tx pgx.Tx) error) (err error) {
	held, err := s.pool.Acquire(ctx)
	if err != nil {
		return s.mapping.Fault(op, err)
	}
	defer held.Release()
	defer func() {
		if demoted(err) {
			_ = held.Conn().Close(context.WithoutCancel(ctx))
		}
	}()
	tx, err := held.BeginTx(ctx, options)
	if err != nil {
		return s.mapping.Fault(op, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // no effect after Commit
	if err := f(tx); err != nil {
		return err
	}
	return s.mapping.Fault(op, tx.Commit(ctx))
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.mapping.Fault("store.Ping", s.pool.Ping(ctx))
}

// Close ends every connection, waiting for those in use.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// connections is how many a process opens at most, where the address does not
// say: pgx's own default, one for each core, is few for work that waits.
const connections = 16

// parse reads the address.
func parse(dsn string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// pgx's error repeats the address, password and all.
		return nil, errors.New("postgres: the database address cannot be read")
	}
	config.ConnConfig.RuntimeParams["application_name"] = "yinxin"
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = connections
	}
	return config, nil
}
