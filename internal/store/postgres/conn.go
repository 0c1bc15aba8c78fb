package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yinxin.example/yinxin/internal/store/relational"
)

// conn is a transaction as the mapping sees it, or a pool outside any.
type conn struct {
	tx interface {
		Exec(ctx context.Context, statement string, args ...any) (pgconn.CommandTag, error)
		Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error)
		CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
	}
}

var _ relational.Conn = conn{}

// Exec runs a statement.
func (c conn) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	tag, err := c.tx.Exec(ctx, statement, args...)
	return tag.RowsAffected(), err
}

// Query runs a statement that returns rows.
func (c conn) Query(ctx context.Context, statement string, args ...any) (relational.Rows, error) {
	return c.tx.Query(ctx, statement, args...)
}

// Insert adds rows by COPY.
func (c conn) Insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	_, err := c.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return err
}
