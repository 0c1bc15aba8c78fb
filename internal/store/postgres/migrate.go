package postgres

import (
	"context"
	"embed"
	"errors"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// turnLock is the advisory lock that openers hold in turn: "yinxin" in ASCII.
const turnLock int64 = 0x79696e78696e

// migrate brings the tables up to date, the queue's too, one opener at a time.
// goose's own session locker would poll, and let go before the queue's turn.
// The lock is held by a connection of its own, so that a pool of one is enough
// for the rest.
func migrate(ctx context.Context, pool *pgxpool.Pool, queue Queue) (err error) {
	turn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	// Closing the session gives the lock back, whatever happened.
	defer func() { err = errors.Join(err, turn.Close(context.WithoutCancel(ctx))) }()
	if _, err := turn.Exec(ctx, "SELECT pg_advisory_lock($1)", turnLock); err != nil {
		return err
	}
	if err := upgrade(ctx, pool); err != nil {
		return err
	}
	if queue != nil {
		return queue.MigratePostgres(ctx, pool)
	}
	return nil
}

func upgrade(ctx context.Context, pool *pgxpool.Pool) (err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}
