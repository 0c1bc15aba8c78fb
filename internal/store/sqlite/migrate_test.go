package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/storetest"
)

func TestMigrateToVersions(t *testing.T) {
	storetest.RunMigrated(t, openOld(t, storetest.BeforeVersions, storetest.OldRows("x'01'")...))
}

// What a CA has issued is moved to another table.
func TestMigrateIssuedCertificates(t *testing.T) {
	storetest.RunIssuedMigrated(t, openOld(t, storetest.BeforeIssuedBySerial, storetest.OldIssued()...))
}

// openOld opens a file of an older version with rows.
func openOld(t *testing.T, version int64, statements ...string) store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "yinxin.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, path, newVault(t))
}
