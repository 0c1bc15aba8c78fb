package sqlite

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	engine "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"yinxin.example/yinxin/internal/store/relational"
)

// dialect is what SQLite says in its own way. A transaction that writes is
// alone, so rows need no locks.
func dialect() relational.Dialect {
	return relational.Dialect{
		// $1 would be a parameter by name; ?1 is one by number.
		Notation: func(statement string) string { return strings.ReplaceAll(statement, "$", "?") },
		In:       func(parameter string) string { return "IN (SELECT value FROM json_each(" + parameter + "))" },
		List:     list[string],
		Numbers:  list[int64],
		Each:     func(parameter string) string { return "SELECT unhex(value) FROM json_each(" + parameter + ")" },
		Digests:  digests,
		By:       func(index string) string { return "INDEXED BY " + index },
		Undoes:   true,
		Class:    class,
	}
}

// list is what json_each takes apart again.
func list[T string | int64](values []T) any {
	b, _ := json.Marshal(values) // strings and numbers always have a JSON form
	return string(b)
}

// digests are bytes as JSON can hold them.
func digests(values [][]byte) any {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = hex.EncodeToString(v)
	}
	return list(texts)
}

// class reads SQLite's result codes (sqlite.org/rescode.html); the low byte
// of an extended code is its primary code.
func class(err error) relational.Class {
	var e *engine.Error
	if !errors.As(err, &e) {
		return relational.Unclassified
	}
	switch e.Code() {
	case code.SQLITE_CONSTRAINT_UNIQUE, code.SQLITE_CONSTRAINT_PRIMARYKEY:
		return relational.Duplicate
	case code.SQLITE_CONSTRAINT_FOREIGNKEY:
		return relational.Orphan
	}
	switch e.Code() & 0xff {
	case code.SQLITE_BUSY, code.SQLITE_LOCKED, code.SQLITE_IOERR, code.SQLITE_CANTOPEN, code.SQLITE_FULL,
		code.SQLITE_READONLY, code.SQLITE_NOMEM, code.SQLITE_PROTOCOL:
		return relational.Down
	}
	return relational.Unclassified
}
