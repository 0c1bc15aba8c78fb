package font

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func tinyFace(t *testing.T) *Face {
	t.Helper()
	records, err := cut(tinyFont(), [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	face, err := openFace("Tiny", records, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	return face
}

func TestCutKeepsCharactersAndSequences(t *testing.T) {
	f := tinyFace(t)
	a, b := f.glyph('A'), f.glyph('B')
	if a == 0 || b == 0 || a == b {
		t.Fatalf("glyphs of A and B are %d and %d", a, b)
	}
	if g := f.variation('A', 0xFE00); g != b {
		t.Errorf("A with U+FE00 is glyph %d, want %d", g, b)
	}
	if f.variation('A', 0xFE01) != 0 || f.variation('B', 0xFE00) != 0 || f.glyph('C') != 0 || f.glyph(-1) != 0 || f.glyph(0x110000) != 0 {
		t.Error("a glyph was found that the font does not map")
	}
	if f.Width(a) != 600 || f.Width(b) != 600 {
		t.Errorf("widths %d and %d, want 600", f.Width(a), f.Width(b))
	}
}

func TestCutClosesComposites(t *testing.T) {
	f := tinyFace(t)
	o, em := f.Outline(f.glyph('B'))
	if em != 1000 {
		t.Fatalf("%d units to the em", em)
	}
	// The side bearing, 7, moves the outline; its own left edge is at 0.
	want := [][]Point{
		{{7, 0, true}, {107, 0, true}, {57, 200, true}},
		{{157, 10, true}, {207, 10, true}, {182, 110, true}},
	}
	if diff := cmp.Diff(want, o.Contours); diff != "" {
		t.Errorf("contours (-want +got):\n%s", diff)
	}
}

func TestSubsetIsAFont(t *testing.T) {
	f := tinyFace(t)
	glyphs := []uint16{f.glyph('B'), f.glyph('A')}
	b := f.AppendSubset(nil, glyphs)
	if len(b) != f.SubsetSize(glyphs) {
		t.Fatalf("%d bytes, SubsetSize says %d", len(b), f.SubsetSize(glyphs))
	}
	if sum := checksum(b); sum != 0xB1B0AFBA {
		t.Errorf("checksum of the whole font is %08x", sum)
	}
	s, err := parseSFNT(b)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.metrics()
	if err != nil {
		t.Fatal(err)
	}
	table, err := s.glyphs(m)
	if err != nil {
		t.Fatal(err)
	}
	if m.glyphs != 3 || m.unitsPerEm != 1000 {
		t.Errorf("%d glyphs, %d units to the em", m.glyphs, m.unitsPerEm)
	}
	for i, g := range glyphs {
		raw, err := table.raw(uint16(i + 1))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f.record(g), raw); diff != "" {
			t.Errorf("glyph %d (-want +got):\n%s", i+1, diff)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add(tinyFont())
	f.Add(tinyFont()[:200])
	f.Fuzz(func(t *testing.T, b []byte) {
		records, err := cut(b, [32]byte{})
		if err != nil {
			return
		}
		face, err := openFace("Fuzz", records, [32]byte{})
		if err != nil {
			t.Fatalf("what was cut cannot be opened: %v", err)
		}
		var all []uint16
		for g := range min(face.glyphs, 2000) {
			face.Outline(uint16(g))
			all = append(all, uint16(g))
		}
		if n := len(face.AppendSubset(nil, all)); n != face.SubsetSize(all) {
			t.Fatalf("a subset of %d bytes, SubsetSize says %d", n, face.SubsetSize(all))
		}
	})
}

func FuzzOpenFace(f *testing.F) {
	records, err := cut(tinyFont(), [32]byte{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(records)
	f.Fuzz(func(_ *testing.T, b []byte) {
		if face, err := openFace("Fuzz", b, [32]byte{}); err == nil {
			face.glyph('A')
			face.variation('A', 0xFE00)
		}
	})
}
