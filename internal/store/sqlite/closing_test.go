package sqlite_test

import (
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/store/storetest"
)

func TestClosing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "yinxin.db"), newVault(t))
	columns := textColumns(t, s)
	storetest.RunClosing(t, s, columns, func(t *testing.T, statement string) (n int) {
		if err := s.DB().QueryRowContext(t.Context(), statement).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	})
}

// textColumns lists the tables' columns of texts, each with its table.
func textColumns(t *testing.T, s *sqlite.Store) (columns [][2]string) {
	t.Helper()
	rows, err := s.DB().QueryContext(t.Context(),
		"SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND p.type = 'TEXT'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns
}
