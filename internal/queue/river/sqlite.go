package river

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	library "github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

// SQLite is the queue in a SQLite file.
type SQLite struct {
	inserter *library.Client[*sql.Tx]
	bell     *bell
	options  Options
}

// NewSQLite makes the queue's share of a SQLite store: pass it to the store
// as it is opened, then ask for Workers.
func NewSQLite(options Options) (*SQLite, error) {
	inserter, err := library.NewClient(riversqlite.New(nil), &library.Config{Logger: quiet(options.Log)})
	if err != nil {
		return nil, fmt.Errorf("river: %w", err)
	}
	return &SQLite{inserter, &bell{}, options}, nil
}

// MigrateSQLite brings River's tables up to date.
func (q *SQLite) MigrateSQLite(ctx context.Context, db *sql.DB) error {
	migrator, err := rivermigrate.New(riversqlite.New(db), &rivermigrate.Config{Logger: quiet(q.options.Log)})
	if err != nil {
		return fmt.Errorf("river: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("river: migrate: %w", err)
	}
	return nil
}

// EnqueueSQLite adds a job in the transaction, unless one already waits. That
// one cannot be taken before this transaction ends, as taking it is a write
// too, so it will find what this transaction did.
func (q *SQLite) EnqueueSQLite(ctx context.Context, tx *sql.Tx, job store.Job) error {
	var waits bool
	err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM river_job WHERE state = 'available' AND queue = ?)", string(job)).Scan(&waits)
	if err != nil || waits {
		return err
	}
	_, err = q.inserter.InsertTx(ctx, tx, wake{job}, queued(job))
	return err
}

// Committed has a job taken in this process at once, whose transaction has
// committed.
func (q *SQLite) Committed(job store.Job) { q.bell.ring(job) }

// Workers is the queue over the pool that writes, which it shares.
func (q *SQLite) Workers(db *sql.DB) queue.Queue {
	return &workers[*sql.Tx]{
		options: q.options,
		open: func(config *library.Config) (*library.Client[*sql.Tx], error) {
			return library.NewClient(riversqlite.New(db), config)
		},
		bell: q.bell,
		// SQLite cannot notify another process, so River asks it, with a statement
		// that holds the only writer for a millisecond.
		pace:    pace{5 * time.Millisecond, 500 * time.Millisecond},
		reindex: []string{}, // would hold the only writer
	}
}
