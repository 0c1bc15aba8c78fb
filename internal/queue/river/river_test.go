package river_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/queue/queuetest"
	"yinxin.example/yinxin/internal/queue/river"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/postgres"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/vault"
)

func TestMain(m *testing.M) { testenv.Main(m) }

func TestSQLite(t *testing.T) {
	queuetest.Run(t, func(t *testing.T, interval time.Duration) (store.Store, queue.Queue) {
		before := goleak.IgnoreCurrent()
		t.Cleanup(func() { goleak.VerifyNone(t, before) })
		s, jobs := openSQLite(t, interval)
		return s, jobs.Workers(s.DB())
	})
}

func TestPostgres(t *testing.T) {
	queuetest.Run(t, func(t *testing.T, interval time.Duration) (store.Store, queue.Queue) {
		s, jobs := openPostgres(t, interval)
		return s, jobs.Workers(s.Pool())
	})
}

// Many transactions before a worker comes leave few jobs.
func TestJobsAreNotDoubled(t *testing.T) {
	const transactions = 200
	t.Run("SQLite", func(t *testing.T) {
		s, _ := openSQLite(t, time.Hour)
		enqueue(t, s, transactions)
		var jobs int
		if err := s.DB().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM river_job").Scan(&jobs); err != nil {
			t.Fatal(err)
		}
		if jobs != 1 {
			t.Errorf("%d jobs for %d transactions, want 1", jobs, transactions)
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		s, _ := openPostgres(t, time.Hour)
		enqueue(t, s, transactions)
		var jobs int
		if err := s.Pool().QueryRow(t.Context(), "SELECT COUNT(*) FROM river_job").Scan(&jobs); err != nil {
			t.Fatal(err)
		}
		if jobs < 1 || jobs > transactions/4 {
			t.Errorf("%d jobs for %d transactions, want a few", jobs, transactions)
		}
	})
}

func enqueue(t *testing.T, s store.Store, times int) {
	t.Helper()
	for range times {
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.Enqueue(ctx, store.SealJob) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func openSQLite(t *testing.T, interval time.Duration) (*sqlite.Store, *river.SQLite) {
	t.Helper()
	jobs, err := river.NewSQLite(river.Options{Every: interval})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), relational.Options{Cipher: newVault(t)}, sqlite.WithQueue(jobs))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, s) })
	return s, jobs
}

func openPostgres(t *testing.T, interval time.Duration) (*postgres.Store, *river.Postgres) {
	t.Helper()
	jobs, err := river.NewPostgres(river.Options{Every: interval})
	if err != nil {
		t.Fatal(err)
	}
	s, err := postgres.Open(t.Context(), testenv.Postgres(t), relational.Options{Cipher: newVault(t)}, postgres.WithQueue(jobs))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, s) })
	return s, jobs
}

func closed(t *testing.T, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func newVault(t *testing.T) *vault.Vault {
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
