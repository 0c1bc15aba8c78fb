package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// pool is connections of one kind and their prepared statements.
type pool struct {
	db       *sql.DB
	prepared map[string]*sql.Stmt // by statement; read-only once opened
}

// kind is how the connections of a pool are set up.
type kind struct {
	connections int
	lock        string // how its transactions begin
	patience    time.Duration
	pragmas     []string
}

// writing: transactions take the write lock as they begin, because one that
// took it later could find that its snapshot is no longer the newest and
// would have to be given up.
func writing(patience time.Duration) kind {
	return kind{1, "immediate", patience, []string{
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-32768)",
		// Pages that many rows touch, of indexes above all, are folded into the
		// file once for many commits: 64 MiB of log.
		"wal_autocheckpoint(16384)",
	}}
}

func reading(patience time.Duration) kind {
	return kind{max(4, runtime.GOMAXPROCS(0)), "deferred", patience, []string{
		"query_only(1)", "cache_size(-32768)",
	}}
}

func openPool(path string, k kind) (*pool, error) {
	db, err := sql.Open("sqlite", address(path, k))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(k.connections)
	db.SetMaxIdleConns(k.connections)
	return &pool{db: db, prepared: map[string]*sql.Stmt{}}, nil
}

// address gives the URI of the file (SQLite, "Uniform Resource Identifiers"):
// a path may hold characters that mean something in one.
func address(path string, k kind) string {
	slashed := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		slashed = "/" + slashed
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: slashed, RawQuery: url.Values{
		"_txlock": {k.lock},
		"_pragma": append([]string{fmt.Sprintf("busy_timeout(%d)", k.patience.Milliseconds())}, k.pragmas...),
	}.Encode()}
	if !strings.HasPrefix(slashed, "/") {
		u.Path, u.Opaque = "", (&url.URL{Path: slashed}).EscapedPath()
	}
	return u.String()
}

// create makes an empty file that only its owner can read, if none is there.
// SQLite gives its companions (-wal, -shm) the same permissions.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// prepare parses every statement once; database/sql repeats it on each
// connection of the pool the first time it is used there.
func (p *pool) prepare(ctx context.Context, statements []string) error {
	for _, statement := range statements {
		s, err := p.db.PrepareContext(ctx, statement)
		if err != nil {
			return err
		}
		p.prepared[statement] = s
	}
	return nil
}

func (p *pool) close() error {
	if p == nil {
		return nil
	}
	return p.db.Close() // closes its statements with it
}
