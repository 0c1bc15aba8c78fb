package relational

import (
	"context"
)

// Conn is what the mapping needs of a connection, whichever library is below.
type Conn interface {
	// Exec runs a statement and returns how many rows it touched.
	Exec(ctx context.Context, statement string, args ...any) (int64, error)
	// Query runs a statement that returns rows.
	Query(ctx context.Context, statement string, args ...any) (Rows, error)
	// Insert adds rows by the engine's quickest way.
	Insert(ctx context.Context, table string, columns []string, rows [][]any) error
}

// Rows is a result being read. Close is called in every case.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// Dialect is what one engine says differently.
type Dialect struct {
	// Notation rewrites a statement's $1 placeholders; nil keeps them.
	Notation func(statement string) string
	// Lock and SkipLocked end a SELECT whose rows must be locked, the second
	// passing over rows that others hold; Hold ends one whose rows must not be
	// locked by others. Empty where a transaction that writes is alone anyway.
	Lock, SkipLocked, Hold string
	// In is the right side of "column IN" for a parameter made by List or, where
	// the column holds numbers, by Numbers.
	In      func(parameter string) string
	List    func(values []string) any
	Numbers func(values []int64) any
	// Each begins a SELECT of one column from a parameter made by Digests.
	Each    func(parameter string) string
	Digests func(values [][]byte) any
	// By has a table read by the index named, where the engine would take another.
	By func(index string) string
	// Undoes says that Insert leaves nothing behind when it fails and the
	// transaction stays usable.
	Undoes bool
	// Class says what a failure of the engine means.
	Class func(err error) Class
}

// Class is the meaning of an engine's failure.
type Class int

// The classes.
const (
	Unclassified Class = iota
	Duplicate          // a unique index refused the row
	Orphan             // a foreign key points nowhere
	Down               // the engine cannot be reached, is busy or full
)
