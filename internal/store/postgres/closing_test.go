package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"yinxin.example/yinxin/internal/store/storetest"
	"yinxin.example/yinxin/internal/testenv"
)

func TestClosing(t *testing.T) {
	s := open(t, testenv.Postgres(t), newVault(t))
	rows, err := s.Pool().Query(t.Context(),
		"SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c [2]string, err error) {
		err = row.Scan(&c[0], &c[1])
		return c, err
	})
	if err != nil {
		t.Fatal(err)
	}
	storetest.RunClosing(t, s, columns, func(t *testing.T, statement string) (n int) {
		if err := s.Pool().QueryRow(t.Context(), statement).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	})
}
