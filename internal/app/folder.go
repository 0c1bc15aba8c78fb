package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder is a data folder: everything an installation keeps beside its
// database.
type Folder string

// Database is the SQLite file of the embedded default.
func (f Folder) Database() string { return filepath.Join(string(f), "yinxin.db") }

// Blobs has photos, sealed files and reports.
func (f Folder) Blobs() string { return filepath.Join(string(f), "blobs") }

// Keys has the ring of wrapped data keys.
func (f Folder) Keys() string { return filepath.Join(string(f), "keys") }

// MasterKey is where the demo keeps its master key. A real installation keeps
// its own elsewhere.
func (f Folder) MasterKey() string { return filepath.Join(string(f), "keys", "master.key") }

// Trust has the roots and revocation lists that verifiers need.
func (f Folder) Trust() string { return filepath.Join(string(f), "trust") }

// Glyphs has the glyph records cut from the fonts; it can be deleted any time.
func (f Folder) Glyphs() string { return filepath.Join(string(f), "glyphs") }

// fonts is the operator's font folder: the configured one, else fonts in the
// data folder, "" where neither is there.
func (f Folder) fonts(configured string) string {
	if configured != "" {
		return configured
	}
	own := filepath.Join(string(f), "fonts")
	if info, err := os.Stat(own); err != nil || !info.IsDir() {
		return ""
	}
	return own
}

// DemoMark is the file that marks a demonstration's folder.
const DemoMark = "DEMO"

func (f Folder) demoMark() string { return filepath.Join(string(f), DemoMark) }

const demoMarkText = "演示数据，不具有任何效力。This folder holds demonstration data; `yinxin serve` refuses it.\n"

// IsDemo reports whether a demonstration made the folder.
func (f Folder) IsDemo() (bool, error) {
	_, err := os.Stat(f.demoMark())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// MarkDemo marks the folder as a demonstration's, before anything else is put
// into it.
func (f Folder) MarkDemo() error {
	return os.WriteFile(f.demoMark(), []byte(demoMarkText), 0o600)
}

// isFresh reports whether nothing is kept in the folder yet.
func (f Folder) isFresh() (bool, error) {
	for _, kept := range []string{f.Database(), f.Blobs(), f.Keys()} {
		_, err := os.Stat(kept)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return true, nil
}

// make creates the folder and those in it, closed to everyone else.
func (f Folder) make() error {
	for _, dir := range []string{string(f), f.Blobs(), f.Keys(), f.Trust()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("app: data folder: %w", err)
		}
	}
	return nil
}
