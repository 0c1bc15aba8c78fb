package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
)

func TestUnopenedFile(t *testing.T) {
	_, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "no such folder", "yinxin.db"), relational.Options{Cipher: newVault(t)})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("Open gave %v, want Unavailable", err)
	}
}

// While another process writes for long, a reader is not held up, and a writer
// that cannot wait is told to come back.
func TestBusyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "yinxin.db")
	v := newVault(t)
	here, there := open(t, path, v, sqlite.WithPatience(50*time.Millisecond)), open(t, path, v)
	err := there.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.PutSetting(ctx, "name", "there"); err != nil {
			return err
		}
		err := here.View(ctx, func(ctx context.Context, r store.Reader) error {
			_, err := r.Setting(ctx, "name")
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("a reader beside the writer got %v, want the moment before", err)
		}
		err = here.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.PutSetting(ctx, "name", "here") })
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("a second writer got %v, want Unavailable", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := here.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.PutSetting(ctx, "name", "here") }); err != nil {
		t.Errorf("a writer after the other: %v", err)
	}
}

func TestTrailCannotBeChanged(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "yinxin.db"), newVault(t))
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.Record(ctx, audit.Entry{At: time.Unix(1, 0), Actor: "system", Action: "copy.apply"})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := tx.ChainTrail(ctx, 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DELETE FROM audit_trail", "UPDATE audit_trail SET actor = 'nobody'",
		"DELETE FROM audit_chain", "UPDATE audit_chain SET hash = ''",
	} {
		if _, err := s.DB().ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}

// BenchmarkCopy looks a copy up by its code, as a stranger's check does.
func BenchmarkCopy(b *testing.B) {
	for _, copies := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(copies), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "yinxin.db"), newVault(b))
			fill(b, s, copies)
			code := func(n int) cert.Code { return cert.Code(fmt.Sprintf("%013d", n%copies)) }
			for n := 0; b.Loop(); n++ {
				err := s.View(b.Context(), func(ctx context.Context, r store.Reader) error {
					_, err := r.Copy(ctx, code(n*7919))
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkApply adds copies as ten thousand holders would, one by one.
func BenchmarkApply(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "yinxin.db"), newVault(b))
	fill(b, s, 1)
	for n := 1; b.Loop(); n++ {
		err := s.Update(b.Context(), func(ctx context.Context, tx store.Tx) error {
			if _, err := tx.LockCertificate(ctx, "c"); err != nil {
				return err
			}
			return tx.AddCopy(ctx, pending(n))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func pending(n int) cert.Copy {
	return cert.Copy{
		Code: cert.Code(fmt.Sprintf("%013d", n)), Certificate: "c", State: cert.Pending, RequestedAt: time.Unix(int64(n), 0),
		Endorsement: &cert.Endorsement{Scenario: "本人调用", AppliedAt: time.Unix(int64(n), 0)},
	}
}

func fill(b *testing.B, s store.Store, copies int) {
	b.Helper()
	err := s.Update(b.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddCertificates(ctx, []cert.Certificate{{ID: "c", State: cert.InForce}}); err != nil {
			return err
		}
		for n := range copies {
			if err := tx.AddCopy(ctx, pending(n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// What Update has returned from is in the files at that moment: a copy of
// them, taken as a crash would leave them, has it.
func TestCommittedIsOnDisk(t *testing.T) {
	v := newVault(t)
	dir, after := t.TempDir(), t.TempDir()
	s := open(t, filepath.Join(dir, "yinxin.db"), v)
	for _, name := range []string{"first", "second"} {
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.PutSetting(ctx, name, "kept") })
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"yinxin.db", "yinxin.db-wal"} {
		content, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(after, file), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	survivor := open(t, filepath.Join(after, "yinxin.db"), v)
	err := survivor.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, first := r.Setting(ctx, "first")
		_, second := r.Setting(ctx, "second")
		return errors.Join(first, second)
	})
	if err != nil {
		t.Errorf("after the crash: %v", err)
	}
}
