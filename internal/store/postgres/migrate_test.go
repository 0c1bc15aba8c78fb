package postgres_test

import (
	"database/sql"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql, for goose
	"github.com/pressly/goose/v3"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/storetest"
	"yinxin.example/yinxin/internal/testenv"
)

func TestMigrateToVersions(t *testing.T) {
	storetest.RunMigrated(t, openOld(t, storetest.BeforeVersions, storetest.OldRows(`'\x01'`)...))
}

func TestMigrateIssuedCertificates(t *testing.T) {
	storetest.RunIssuedMigrated(t, openOld(t, storetest.BeforeIssuedBySerial, storetest.OldIssued()...))
}

// openOld opens a database of an older version with rows.
func openOld(t *testing.T, version int64, statements ...string) store.Store {
	t.Helper()
	dsn := testenv.Postgres(t)
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
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
	return open(t, dsn, newVault(t))
}
