package postgres_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/postgres"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/storetest"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/vault"
)

func TestMain(m *testing.M) { testenv.Main(m) }

func TestStore(t *testing.T) {
	v := newVault(t)
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, testenv.Postgres(t), v) })
}

func TestSharedDatabase(t *testing.T) {
	dsn, v := testenv.Postgres(t), newVault(t)
	storetest.RunShared(t, func(ctx context.Context) (store.Store, error) {
		return postgres.Open(ctx, dsn, relational.Options{Cipher: v})
	})
}

func TestSecrecy(t *testing.T) {
	v := newVault(t)
	s := open(t, testenv.Postgres(t), v)
	rotate := func(t *testing.T) {
		if _, err := v.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	storetest.RunSecrecy(t, s, rotate, func(t *testing.T) []byte { return dump(t, s) })
}

// dump gives every row of every table as text, and what binary columns hold
// as the characters they might be.
func dump(t *testing.T, s *postgres.Store) []byte {
	t.Helper()
	tables, err := s.Pool().Query(t.Context(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := tables.Err(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, name := range names {
		rows, err := s.Pool().Query(t.Context(), fmt.Sprintf("SELECT * FROM %q", name))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				fmt.Fprintf(&out, "%v\n", v)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func open(t testing.TB, dsn string, v *vault.Vault, more ...postgres.Option) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), dsn, relational.Options{Cipher: v}, more...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newVault(t testing.TB) *vault.Vault {
	t.Helper()
	master, err := vault.NewMasterKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }
	v, err := vault.Create(t.Context(), t.TempDir(), now, master)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
