package bare

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
)

// Lookup reads a table by its key: one prepared statement, on as many
// connections as the store reads with.
type Lookup struct {
	db    *sql.DB
	byKey *sql.Stmt
}

// Open opens a table that Create made, for reading the column named.
func Open(ctx context.Context, path, key, column string) (*Lookup, error) {
	db, err := sql.Open("sqlite", durable(path))
	if err != nil {
		return nil, err
	}
	connections := max(4, runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	byKey, err := db.PrepareContext(ctx, "SELECT "+column+" FROM bare WHERE "+key+" = ?")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Lookup{db: db, byKey: byKey}, nil
}

// Get returns the column of the row with that key; sql.ErrNoRows where there is
// none.
func (l *Lookup) Get(ctx context.Context, key string) (value []byte, err error) {
	err = l.byKey.QueryRowContext(ctx, key).Scan(&value)
	return value, err
}

// Close closes the file.
func (l *Lookup) Close() error { return errors.Join(l.byKey.Close(), l.db.Close()) }
