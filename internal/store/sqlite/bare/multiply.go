package bare

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Multiply stores every copy of a register some more times, each time under
// another code: a register as large as one wants in a fraction of the time that
// so many applications take. All else of the rows is alike.
func Multiply(ctx context.Context, path string, more int, code func() string) error {
	db, err := sql.Open("sqlite", durable(path))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(multiply(ctx, db, more, code), db.Close())
}

func multiply(ctx context.Context, db *sql.DB, more int, code func() string) error {
	codes, err := texts(ctx, db, "SELECT code FROM copies")
	if err != nil {
		return err
	}
	columns, err := texts(ctx, db, "SELECT name FROM pragma_table_info('copies') WHERE name <> 'code'")
	if err != nil {
		return err
	}
	others := strings.Join(columns, ", ")
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	insert, err := tx.PrepareContext(ctx, "INSERT INTO copies (code, "+others+") SELECT ?, "+others+" FROM copies WHERE code = ?")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, original := range codes {
		for range more {
			if _, err := insert.ExecContext(ctx, code(), original); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

// Codes returns the codes of all copies of a register.
func Codes(ctx context.Context, path string) ([]string, error) {
	db, err := sql.Open("sqlite", durable(path))
	if err != nil {
		return nil, err
	}
	codes, err := texts(ctx, db, "SELECT code FROM copies")
	return codes, errors.Join(err, db.Close())
}

// texts returns the one column of a query.
func texts(ctx context.Context, db *sql.DB, query string) (all []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}
