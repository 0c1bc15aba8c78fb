package testenv_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"yinxin.example/yinxin/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	first, second := testenv.Postgres(t), testenv.Postgres(t)
	if first == second {
		t.Fatalf("both tests have %s", first)
	}
	run(t, first, "CREATE TABLE only_here (n int)")
	run(t, second, "CREATE TABLE only_here (n int)")
}

func TestAKilledServerKeepsWhatItCommitted(t *testing.T) {
	server := testenv.PostgresServer(t, true)
	dsn := server.Database(t)
	run(t, dsn, "CREATE TABLE kept (n int)")
	run(t, dsn, "INSERT INTO kept VALUES (42)")

	server.Kill(t)
	if conn, err := pgx.Connect(t.Context(), dsn); err == nil {
		_ = conn.Close(t.Context())
		t.Fatal("the killed server answers")
	}
	server.Restart(t)

	conn := connect(t, dsn)
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT n FROM kept").Scan(&n); err != nil || n != 42 {
		t.Fatalf("n = %d, %v", n, err)
	}
}

func run(t *testing.T, dsn, statement string) {
	t.Helper()
	if _, err := connect(t, dsn).Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
