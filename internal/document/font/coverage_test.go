package font

import (
	"bytes"
	"context"
	"crypto/sha256"
	"testing"
)

// TestCoverageIsCurrent unpacks every font: it also shows that the embedded
// files are the ones their digests name.
func TestCoverageIsCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCoverage(&b); err != nil {
		t.Fatal(err)
	}
	if b.String() != coverageTable {
		t.Error("coverage.txt is not that of the fonts: run go generate in this folder")
	}
	for _, s := range builtin() {
		ttf, err := s.load()
		if err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256(ttf) != s.digest {
			t.Errorf("%s is not the file that its digest names", s.name)
		}
	}
}

// TestCoverageAgreesWithTheSet asks both about every character there is.
func TestCoverageAgreesWithTheSet(t *testing.T) {
	c, err := NewCoverage("")
	if err != nil {
		t.Fatal(err)
	}
	set, err := Open(context.Background(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for r := rune(0); r <= 0x10FFFF; r++ {
		text := string(r)
		_, missing := c.Missing(text)
		_, _, regular := set.Shape(nil, Regular, text)
		_, _, bold := set.Shape(nil, Bold, text)
		if regular == missing || bold == missing {
			t.Fatalf("%U: missing %t, shaped %t and %t", r, missing, regular, bold)
		}
		if regular {
			drawn++
		}
	}
	if drawn < 90_000 {
		t.Errorf("only %d characters can be drawn", drawn)
	}
	for k := range map[sequence]bool{{0x845B, 0xE0100}: true, {0x8FBB, 0xE0101}: true, {0x5F20, 0xE01EF}: true} {
		text := string(k.base) + string(k.selector)
		_, missing := c.Missing(text)
		glyphs, _, ok := set.Shape(nil, Regular, text)
		if ok == missing || ok && len(glyphs) != 1 {
			t.Errorf("%+q: missing %t, shaped %t as %d glyphs", text, missing, ok, len(glyphs))
		}
	}
}

func FuzzShape(f *testing.F) {
	c, err := NewCoverage("")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"林若溪", "José", "Jose\u0301", "葛\U000E0100", "\xff", "\u0301\u0301", "a\u0301\u0301\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c.Missing(s)
		for at := 0; at < len(s); {
			n := nextCluster(s[at:]).size
			if n <= 0 || at+n > len(s) {
				t.Fatalf("a cluster of %d bytes at %d of %q", n, at, s)
			}
			at += n
		}
	})
}
