package font

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

//go:embed data/*.zst
var packed embed.FS

// source is a font to draw with: one of our own, packed, or one of an
// operator's folder, as it lies there.
type source struct {
	name   string // PostScript name
	digest [32]byte
	load   func() ([]byte, error)
}

// builtin lists the project's fonts in the order Regular, Bold, fallbacks. The
// digests are those of the unpacked files, unchanged from their makers.
func builtin() []source {
	return []source{
		packedSource("NotoSerifSC-Regular", "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742"),
		packedSource("NotoSerifSC-Bold", "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6"),
		packedSource("HanaMinA", "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7"),
		packedSource("HanaMinB", "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c"),
	}
}

func packedSource(name, digest string) source {
	s := source{name: name, load: func() ([]byte, error) { return unpack(name) }}
	if n, err := hex.Decode(s.digest[:], []byte(digest)); n != len(s.digest) || err != nil {
		panic("font: digest of " + name + " is not SHA-256 in hexadecimal")
	}
	return s
}

// unpack returns an embedded font as its maker published it.
func unpack(name string) ([]byte, error) {
	b, err := packed.ReadFile("data/" + name + ".ttf.zst")
	if err != nil {
		return nil, err
	}
	r, err := zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxFontBytes))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	ttf, err := io.ReadAll(io.LimitReader(r, maxFontBytes))
	if err != nil {
		return nil, fmt.Errorf("font: unpack %s: %w", name, err)
	}
	return ttf, nil
}

// maxExtraFonts bounds an operator's folder: with four of our own they must
// fit a glyph's face number.
const maxExtraFonts = 16

// extra lists the TrueType fonts (*.ttf) of an operator's folder by file name.
// "" is no folder; one that cannot be read, or a file that is no usable
// TrueType font, is an error rather than a silent gap in coverage.
func extra(dir string) ([]source, error) {
	if dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("font: extra folder: %w", err)
	}
	var list []source
	for _, e := range entries {
		if !strings.EqualFold(filepath.Ext(e.Name()), ".ttf") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		b, err := readLimited(path)
		if err != nil {
			return nil, err
		}
		if _, err := parseSFNT(b); err != nil {
			return nil, fmt.Errorf("font: %s: %w", e.Name(), err)
		}
		list = append(list, source{
			name:   postScriptName(e.Name()),
			digest: sha256.Sum256(b),
			load:   func() ([]byte, error) { return readLimited(path) },
		})
	}
	if len(list) > maxExtraFonts {
		return nil, fmt.Errorf("font: %d fonts in the extra folder exceed the limit of %d", len(list), maxExtraFonts)
	}
	return list, nil
}

func readLimited(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFontBytes {
		return nil, fmt.Errorf("font: %s exceeds %d bytes", filepath.Base(path), maxFontBytes)
	}
	return os.ReadFile(path)
}

// postScriptName makes a PDF name of a file's name: only letters, digits and
// the hyphen, so that it needs no escape.
func postScriptName(file string) string {
	keep := []byte(strings.TrimSuffix(file, filepath.Ext(file)))
	keep = slices.DeleteFunc(keep, func(c byte) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-')
	})
	if len(keep) == 0 {
		return "ExtraFont"
	}
	return string(keep[:min(len(keep), 63)])
}
