package auditing_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/postgres"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/vault"
)

// world is a trail and a way around it.
type world struct {
	*auditing.Service
	// behind runs a statement in the tables, behind the store's back.
	behind func(t *testing.T, statement string)
	// unguarded takes the triggers away that refuse such statements.
	unguarded []string
}

func noon() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }

// onEach runs a test on both engines.
func onEach(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) {
		s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), options(t))
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, s, func(statement string) error {
			_, err := s.DB().ExecContext(t.Context(), statement)
			return err
		})
		for _, trigger := range []string{"trail_kept", "trail_unchanged", "chain_kept", "chain_unchanged"} {
			w.unguarded = append(w.unguarded, "DROP TRIGGER audit_"+trigger)
		}
		test(t, w)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		s, err := postgres.Open(t.Context(), testenv.Postgres(t), options(t))
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, s, func(statement string) error {
			_, err := s.Pool().Exec(t.Context(), statement)
			return err
		})
		w.unguarded = []string{"DROP TRIGGER audit_trail_kept ON audit_trail", "DROP TRIGGER audit_chain_kept ON audit_chain"}
		test(t, w)
	})
}

func newWorld(t *testing.T, s store.Store, exec func(statement string) error) *world {
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{
		Service: &auditing.Service{Store: s, Now: func() time.Time { return noon().Add(time.Hour) }},
		behind: func(t *testing.T, statement string) {
			t.Helper()
			if err := exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		},
	}
}

func options(t *testing.T) relational.Options {
	t.Helper()
	master, err := vault.NewMasterKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Create(t.Context(), t.TempDir(), noon, master)
	if err != nil {
		t.Fatal(err)
	}
	return relational.Options{Cipher: v}
}

// tamper takes the guards away and runs statements.
func (w *world) tamper(t *testing.T, statements ...string) {
	t.Helper()
	for _, statement := range append(w.unguarded, statements...) {
		w.behind(t, statement)
	}
	w.unguarded = nil
}

func entry(n int) audit.Entry {
	return audit.Entry{
		At: noon().Add(time.Duration(n) * time.Second), Actor: fmt.Sprint("actor-", n), Authority: "示例协会",
		Action: "copy.apply", Subject: fmt.Sprint("subject-", n), Reason: "=1+1",
	}
}

// record writes entries, each in a transaction of its own.
func (w *world) record(t *testing.T, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		err := w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.Record(ctx, entry(n)) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (w *world) link(t *testing.T) {
	t.Helper()
	if err := w.Link(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *world) check(t *testing.T, noted audit.Head) auditing.Verdict {
	t.Helper()
	v, err := w.Check(t.Context(), noted)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// recordTogether writes entries in one transaction.
func (w *world) recordTogether(t *testing.T, count int) {
	t.Helper()
	err := w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for n := range count {
			if err := tx.Record(ctx, entry(n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
