package world

import (
	"os"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/testenv"
)

// ShareGlyphs lets the folder use glyph records that an earlier test cut,
// which takes seconds. Records lie under build/, named by their font's digest,
// and each file is whole or not there.
func ShareGlyphs(t testing.TB, folder app.Folder) {
	t.Helper()
	cut := filepath.Join(testenv.Root(t), "build", "glyphs")
	if err := os.MkdirAll(cut, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(string(folder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(cut, folder.Glyphs()); err != nil {
		t.Fatal(err)
	}
}
