package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/store/storetest"
	"yinxin.example/yinxin/internal/vault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, filepath.Join(t.TempDir(), "yinxin.db"), newVault(t))
	})
}

func TestSharedFile(t *testing.T) {
	// Characters that mean something in a URI must not lead to another file.
	path := filepath.Join(t.TempDir(), "数据 100%?#&.db")
	v := newVault(t)
	storetest.RunShared(t, func(ctx context.Context) (store.Store, error) {
		return sqlite.Open(ctx, path, relational.Options{Cipher: v})
	})
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the file's mode is %o, want 600", mode)
	}
}

func TestSecrecy(t *testing.T) {
	dir := t.TempDir()
	v := newVault(t)
	s := open(t, filepath.Join(dir, "yinxin.db"), v)
	rotate := func(t *testing.T) {
		if _, err := v.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	storetest.RunSecrecy(t, s, rotate, func(t *testing.T) []byte {
		var raw bytes.Buffer
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			raw.Write(b)
		}
		return raw.Bytes()
	})
}

func open(t testing.TB, path string, v *vault.Vault, more ...sqlite.Option) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, relational.Options{Cipher: v}, more...)
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
