package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"yinxin.example/yinxin/internal/store/storetest"
)

func TestMigrateToVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "yinxin.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), storetest.BeforeVersions); err != nil {
		t.Fatal(err)
	}
	for _, statement := range storetest.OldRows("x'01'") {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	storetest.RunMigrated(t, open(t, path, newVault(t)))
}
