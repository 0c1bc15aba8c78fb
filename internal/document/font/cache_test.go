package font

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
)

func tinySource(loads *int) source {
	ttf := tinyFont()
	return source{name: "Tiny", digest: sha256.Sum256(ttf), load: func() ([]byte, error) { *loads++; return ttf, nil }}
}

func TestCacheIsUsedAndMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "glyphs")
	loads := 0
	open := func(want int) {
		t.Helper()
		f, err := openSource(context.Background(), tinySource(&loads), dir)
		if err != nil {
			t.Fatal(err)
		}
		if f.glyph('A') == 0 || loads != want {
			t.Fatalf("glyph %d after %d loads, want %d", f.glyph('A'), loads, want)
		}
	}
	open(1)
	open(1)

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("cache holds %v (%v)", files, err)
	}
	for path, want := range map[string]os.FileMode{files[0]: 0o600, dir: 0o700} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("mode of %s is %v (%v), want %v", path, info.Mode().Perm(), err, want)
		}
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte(nil), b...)
	damaged[len(damaged)/2] ^= 1
	for i, content := range [][]byte{damaged, b[:len(b)-1], {}, []byte("YXGLYPH1 of an older program")} {
		if err := os.Remove(files[0]); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[0], content, 0o600); err != nil {
			t.Fatal(err)
		}
		open(i + 2)
	}
}

func TestCacheOfAnotherFontIsNotUsed(t *testing.T) {
	records, err := cut(tinyFont(), [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openFace("Tiny", records, [32]byte{2}); err == nil {
		t.Error("records of another font were accepted")
	}
}
