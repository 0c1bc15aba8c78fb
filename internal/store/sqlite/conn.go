package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/store/relational"
)

// conn is a transaction as the mapping sees it, or a pool outside any.
type conn struct {
	on interface {
		ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
		PrepareContext(ctx context.Context, statement string) (*sql.Stmt, error)
	}
	tx   *sql.Tx // nil outside
	pool *pool
	own  map[string]*sql.Stmt // the transaction's, of the pool's prepared
}

// in is the connection of a transaction.
func in(tx *sql.Tx, p *pool) conn { return conn{tx, tx, p, map[string]*sql.Stmt{}} }

// prepared gives the statement as the pool has prepared it, if it has.
func (c conn) prepared(ctx context.Context, statement string) (*sql.Stmt, bool) {
	s, ok := c.pool.prepared[statement]
	if !ok || c.tx == nil {
		return s, ok
	}
	if c.own[statement] == nil {
		c.own[statement] = c.tx.StmtContext(ctx, s)
	}
	return c.own[statement], true
}

var _ relational.Conn = conn{}

// Exec runs a statement. What ends early is its transaction, between two
// statements: a watch over each, for the moment it takes, costs as much as it.
func (c conn) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	ctx = context.WithoutCancel(ctx)
	var result sql.Result
	var err error
	if s, ok := c.prepared(ctx, statement); ok {
		result, err = s.ExecContext(ctx, args...)
	} else {
		result, err = c.on.ExecContext(ctx, statement, args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query runs a statement that returns rows.
func (c conn) Query(ctx context.Context, statement string, args ...any) (relational.Rows, error) {
	var found *sql.Rows
	var err error
	if s, ok := c.prepared(ctx, statement); ok {
		found, err = s.QueryContext(ctx, args...)
	} else {
		found, err = c.on.QueryContext(ctx, statement, args...)
	}
	if err != nil {
		return nil, err
	}
	return rows{found}, nil
}

// Insert adds rows through one prepared statement, and takes them back when
// one cannot be added: a savepoint would copy every page before it is changed,
// which costs a third of an import.
func (c conn) Insert(ctx context.Context, table string, columns []string, values [][]any) (err error) {
	if len(values) == 0 {
		return nil
	}
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = "?" + strconv.Itoa(i+1)
	}
	insert, err := c.on.PrepareContext(ctx,
		"INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for i, row := range values {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return errors.Join(err, c.takeBack(context.WithoutCancel(ctx), table, columns[0], values[:i]))
		}
	}
	return nil
}

// takeBack deletes rows by their key, the first column.
func (c conn) takeBack(ctx context.Context, table, key string, values [][]any) error {
	for _, row := range values {
		if _, err := c.on.ExecContext(ctx, "DELETE FROM "+table+" WHERE "+key+" = ?1", row[0]); err != nil {
			return err
		}
	}
	return nil
}

type rows struct{ *sql.Rows }

// Close frees the result; what went wrong while reading, Err has told.
func (r rows) Close() { _ = r.Rows.Close() }
