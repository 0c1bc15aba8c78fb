package relational

import (
	"cmp"
	"context"
	"strings"
)

// exec runs a statement and returns how many rows it touched.
func (r reader) exec(ctx context.Context, op, statement string, args ...any) (int64, error) {
	if err := checkText(args); err != nil {
		return 0, r.m.Fault(op, err)
	}
	n, err := r.c.Exec(ctx, statement, args...)
	return n, r.m.Fault(op, err)
}

// insert adds rows in bulk.
func (r reader) insert(ctx context.Context, op, table string, columns []string, rows [][]any) error {
	for _, row := range rows {
		if err := checkText(row); err != nil {
			return r.m.Fault(op, err)
		}
	}
	return r.m.Fault(op, r.c.Insert(ctx, table, columns, rows))
}

// list reads every row of a result.
func list[T any](ctx context.Context, r reader, op string, scan func(Rows) (T, error), statement string, args ...any) ([]T, error) {
	if err := checkText(args); err != nil {
		return nil, r.m.Fault(op, err)
	}
	rows, err := r.c.Query(ctx, statement, args...)
	if err != nil {
		return nil, r.m.Fault(op, err)
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, r.m.Fault(op, err)
		}
		found = append(found, v)
	}
	return found, r.m.Fault(op, rows.Err())
}

// one reads the only row of a result; no row is NotFound.
func one[T any](ctx context.Context, r reader, op string, scan func(Rows) (T, error), statement string, args ...any) (T, error) {
	var none T
	if err := checkText(args); err != nil {
		return none, r.m.Fault(op, err)
	}
	rows, err := r.c.Query(ctx, statement, args...)
	if err != nil {
		return none, r.m.Fault(op, err)
	}
	defer rows.Close()
	if !rows.Next() {
		return none, cmp.Or(r.m.Fault(op, rows.Err()), notFound(op))
	}
	found, err := scan(rows)
	rows.Close()
	if err := cmp.Or(err, rows.Err()); err != nil {
		return none, r.m.Fault(op, err)
	}
	return found, nil
}

// whole runs f so that it leaves nothing behind when it fails, and the
// transaction around it stays usable: PostgreSQL gives up a transaction whose
// statement failed unless it failed inside a savepoint.
func (t tx) whole(ctx context.Context, op string, f func() error) error {
	if _, err := t.exec(ctx, op, "SAVEPOINT whole"); err != nil {
		return err
	}
	err := f()
	if err != nil {
		if _, undo := t.exec(context.WithoutCancel(ctx), op, "ROLLBACK TO SAVEPOINT whole"); undo != nil {
			return undo
		}
	}
	if _, release := t.exec(context.WithoutCancel(ctx), op, "RELEASE SAVEPOINT whole"); release != nil && err == nil {
		return release
	}
	return err
}

// scanner reads a row of a single column.
func scanner[T any](rows Rows) (v T, err error) {
	err = rows.Scan(&v)
	return v, err
}

// columns joins column names, each after the prefix.
func columns(names []string, prefix string) string {
	return prefix + strings.Join(names, ", "+prefix)
}

// insertion adds a row, or none where one like it is there.
func insertion(table string, fields []string) string {
	return "INSERT INTO " + table + " (" + columns(fields, "") + ") VALUES (" + placeholders(len(fields)) + ") ON CONFLICT DO NOTHING"
}

// placeholders gives $1, $2, … $n.
func placeholders(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(placeholder(i + 1))
	}
	return b.String()
}

// assignments gives "a = $2, b = $3" for an UPDATE whose key is $1.
func assignments(names []string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name + " = " + placeholder(i+2))
	}
	return b.String()
}
