// Package bare puts rows into an SQLite table with nothing around them, and
// reads them: no checks, no encryption, no indexes but the primary key. It is
// what imports and look-ups are measured by.
package bare

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Table is a table of texts in a file of its own.
type Table struct {
	db     *sql.DB
	insert string
}

// Create makes the file and the table, whose first column is its key. The file
// is as durable as the store's: write-ahead log, synchronous=FULL.
func Create(ctx context.Context, path string, columns []string) (*Table, error) {
	db, err := sql.Open("sqlite", durable(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
	t := &Table{db, "INSERT INTO bare (" + strings.Join(columns, ", ") + ") VALUES (" + marks + ")"}
	_, err = db.ExecContext(ctx, "CREATE TABLE bare ("+columns[0]+" TEXT NOT NULL PRIMARY KEY, "+strings.Join(columns[1:], " TEXT NOT NULL, ")+" TEXT NOT NULL)")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return t, nil
}

// durable is the address of a file that is as durable as the store's.
func durable(path string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "cache_size(-32768)"},
	}.Encode()}
	return u.String()
}

// Add inserts rows in one transaction, by one prepared statement.
func (t *Table) Add(ctx context.Context, rows [][]any) error {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	insert, err := tx.PrepareContext(ctx, t.insert)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, row := range rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Close closes the file.
func (t *Table) Close() error { return t.db.Close() }
