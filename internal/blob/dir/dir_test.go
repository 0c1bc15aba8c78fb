package dir_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/blob/blobtest"
	"yinxin.example/yinxin/internal/blob/dir"
	"yinxin.example/yinxin/internal/fault"
)

func open(t *testing.T, folder string) *dir.Store {
	t.Helper()
	s, err := dir.Open(t.Context(), folder)
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

func TestConformance(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blobtest.Open {
		folder := filepath.Join(t.TempDir(), "made", "by", "open")
		return func(t *testing.T) blob.Store { return open(t, folder) }
	})
}

func TestOpenSweepsWhatACrashLeft(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := open(t, folder)
	if err := first.Put(t.Context(), "a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	partial := filepath.Join(folder, ".partial")
	for name, age := range map[string]time.Duration{"leftover": 2 * time.Hour, "another-process": time.Minute} {
		path := filepath.Join(partial, name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path) // the file system's clock, as Open uses
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, info.ModTime().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	second := open(t, folder)
	entries, err := os.ReadDir(partial)
	if err != nil || len(entries) != 1 || entries[0].Name() != "another-process" {
		t.Errorf("left in .partial: %v, %v", entries, err)
	}
	for info, err := range second.List(t.Context(), "") {
		if err != nil || info.Key != "a" {
			t.Errorf("listed %+v, %v", info, err)
		}
	}
}

func TestNestedKeysConflict(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	for _, key := range []string{"a", "b/c"} {
		if err := s.Put(t.Context(), key, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"a/b", "a/b/c", "b"} {
		err := s.Put(t.Context(), key, []byte("x"))
		if !fault.Is(err, fault.Conflict) || fault.ReasonOf(err) != "blob_key_nested" {
			t.Errorf("Put %s: %v", key, err)
		}
	}
}

func TestNothingLeadsOutOfTheFolder(t *testing.T) {
	t.Parallel()
	outside, folder := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	s := open(t, folder)
	if body, err := s.Get(t.Context(), "link/secret"); err == nil {
		t.Errorf("read %q through a link", body)
	}
	if err := s.Put(t.Context(), "link/new", []byte("x")); err == nil {
		t.Error("wrote through a link")
	}
	if _, err := os.Stat(filepath.Join(outside, "new")); !os.IsNotExist(err) {
		t.Errorf("a file outside the folder: %v", err)
	}
}

func TestFilesAreForTheOwnerOnly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	if err := s.Put(t.Context(), "a/b.pdf", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"a": fs.ModeDir | 0o700, "a/b.pdf": 0o600} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode() != want {
			t.Errorf("%s has mode %v, %v", name, info.Mode(), err)
		}
	}
	entries, err := os.ReadDir(filepath.Join(folder, ".partial"))
	if err != nil || len(entries) != 0 {
		t.Errorf("a finished Put left %v, %v", entries, err)
	}
}

func TestPutSurvivesTheLossOfTheTemporaryFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	if err := os.Remove(filepath.Join(folder, ".partial")); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if body, err := s.Get(t.Context(), "a"); err != nil || string(body) != "x" {
		t.Errorf("%q, %v", body, err)
	}
}
