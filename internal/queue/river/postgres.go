package river

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	library "github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

// Postgres is the queue in a PostgreSQL database.
type Postgres struct {
	inserter *library.Client[pgx.Tx]
	options  Options
}

// NewPostgres makes the queue's share of a PostgreSQL store: pass it to the
// store as it is opened, then ask for Workers.
func NewPostgres(options Options) (*Postgres, error) {
	inserter, err := library.NewClient(riverpgxv5.New(nil), &library.Config{Logger: quiet(options.Log)})
	if err != nil {
		return nil, fmt.Errorf("river: %w", err)
	}
	return &Postgres{inserter, options}, nil
}

// MigratePostgres brings River's tables up to date.
func (q *Postgres) MigratePostgres(ctx context.Context, pool *pgxpool.Pool) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: quiet(q.options.Log)})
	if err != nil {
		return fmt.Errorf("river: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("river: migrate: %w", err)
	}
	return nil
}

// waiting finds a job that waits and keeps it from being taken until the
// transaction ends: many may share it, while River's workers pass over what
// anyone holds. Only a young job is shared, so that an unbroken stream of
// transactions cannot keep it from being taken for ever.
const waiting = `SELECT id FROM river_job
WHERE state = 'available' AND queue = $1 AND created_at > now() - interval '100 milliseconds'
LIMIT 1 FOR SHARE SKIP LOCKED`

// EnqueuePostgres adds a job in the transaction, unless one already waits that
// cannot be taken before this transaction ends and so will find what it did.
func (q *Postgres) EnqueuePostgres(ctx context.Context, tx pgx.Tx, job store.Job) error {
	var id int64
	err := tx.QueryRow(ctx, waiting, string(job)).Scan(&id)
	if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	_, err = q.inserter.InsertTx(ctx, tx, wake{job}, queued(job))
	return err
}

// Workers is the queue over the store's connections, which it shares; it
// keeps one of them to be notified on.
func (q *Postgres) Workers(pool *pgxpool.Pool) queue.Queue {
	return &workers[pgx.Tx]{
		options: q.options,
		open: func(config *library.Config) (*library.Client[pgx.Tx], error) {
			return library.NewClient(riverpgxv5.New(pool), config)
		},
		pace: pace{20 * time.Millisecond, 100 * time.Millisecond},
	}
}
