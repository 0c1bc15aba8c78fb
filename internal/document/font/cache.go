package font

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// openSource loads a font's glyph records from the cache folder, cutting them
// first where they are not there, damaged, or of another font.
func openSource(ctx context.Context, s source, dir string) (*Face, error) {
	path := filepath.Join(dir, s.name+"-"+hex.EncodeToString(s.digest[:8])+".glyphs")
	if b, err := mapFile(path); err == nil {
		if face, err := openFace(s.name, b, s.digest); err == nil {
			return face, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ttf, err := s.load()
	if err != nil {
		return nil, err
	}
	records, err := cut(ttf, s.digest)
	if err != nil {
		return nil, fmt.Errorf("font: cut %s: %w", s.name, err)
	}
	if err := writeAtomic(dir, path, records); err != nil {
		return nil, fmt.Errorf("font: keep the records of %s: %w", s.name, err)
	}
	b, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	return openFace(s.name, b, s.digest)
}

// writeAtomic writes a file that is either whole or not there. The content
// can be made again, so it need not outlive a power cut.
func writeAtomic(dir, path string, b []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".glyphs-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(b); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
