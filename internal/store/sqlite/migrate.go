package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, the queue's too. SQLite has no lock
// that outlives a transaction and goose makes several, so openers take turns
// by holding a transaction on a second, empty database beside the file; the
// system lets go of it when a process dies.
func migrate(ctx context.Context, path string, db *sql.DB, queue Queue) (err error) {
	turn, err := openPool(path+"-migrating", kind{1, "exclusive", time.Minute, nil})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, turn.close()) }()
	if err := create(path + "-migrating"); err != nil {
		return err
	}
	held, err := turn.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Rollback()) }()

	if err := upgrade(ctx, db); err != nil {
		return err
	}
	if queue != nil {
		return queue.MigrateSQLite(ctx, db)
	}
	return nil
}

func upgrade(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}
