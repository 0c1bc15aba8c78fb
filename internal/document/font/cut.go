package font

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// A record file is a face made ready for subsetting: its character map, its
// widths and one self-contained, unhinted glyph description after another.
// Numbers are little-endian; the glyph descriptions are as TrueType has them.
//
//	header       76 bytes, see the offsets below
//	stage one    0x1100 x uint16: page of 256 code points, 0 for an empty one
//	stage two    pages x 256 x uint16: glyph, 0 for none
//	variations   count x (uint32 base<<8 | selector, uint32 glyph), ascending
//	advances     glyphs x uint16
//	bearings     glyphs x int16
//	offsets      (glyphs+1) x uint32 into the records, multiples of four
//	records
//	SHA-256 of all before it
const (
	recordMagic  = "YXGLYPH2"
	headerSize   = 76
	stageOne     = 0x1100
	atSource     = 8
	atGlyphs     = 40
	atUnits      = 44
	atAscent     = 46
	atDescent    = 48
	atCapHeight  = 50
	atBounds     = 52
	atMaxPoints  = 60
	atMaxContour = 62
	atPages      = 64
	atVariations = 68
	atRecords    = 72
)

// cut makes the record file of a TrueType font. Only glyphs that a character
// or a variation sequence reaches are kept, numbered anew from 1; glyph 0 is
// an empty .notdef that no text uses.
func cut(ttf []byte, source [32]byte) ([]byte, error) {
	f, err := parseSFNT(ttf)
	if err != nil {
		return nil, err
	}
	m, err := f.metrics()
	if err != nil {
		return nil, err
	}
	chars, err := parseCmap(f.tables["cmap"], m.glyphs)
	if err != nil {
		return nil, err
	}
	table, err := f.glyphs(m)
	if err != nil {
		return nil, err
	}
	hmtx, err := f.table("hmtx", 4*m.longMetrics+2*(m.glyphs-m.longMetrics))
	if err != nil {
		return nil, err
	}
	old, renumbered := reached(chars, m.glyphs)
	w := cutter{table: table, hmtx: hmtx, metrics: m}
	if err := w.glyphs(old); err != nil {
		return nil, err
	}
	return w.file(chars, renumbered, source), nil
}

// reached lists the glyphs that text can reach, by their old numbers in
// ascending order after glyph 0, and the new number of each.
func reached(chars *charmap, glyphs int) (old []uint16, renumbered []uint16) {
	used := make([]bool, glyphs)
	for _, g := range chars.glyphs {
		used[g] = true
	}
	for _, g := range chars.variations {
		used[g] = true
	}
	renumbered = make([]uint16, glyphs)
	old = append(old, 0)
	for g := 1; g < glyphs; g++ {
		if used[g] {
			renumbered[g] = uint16(len(old))
			old = append(old, uint16(g))
		}
	}
	return old, renumbered
}

type cutter struct {
	table   *glyphTable
	hmtx    []byte
	metrics metrics

	advances, bearings, offsets, records []byte
	maxPoints, maxContours               int
}

func (w *cutter) glyphs(old []uint16) error {
	le := binary.LittleEndian
	for _, g := range old {
		w.offsets = le.AppendUint32(w.offsets, uint32(len(w.records)))
		advance, bearing := w.metric(g)
		w.advances = le.AppendUint16(w.advances, advance)
		w.bearings = le.AppendUint16(w.bearings, uint16(bearing))
		if g == 0 {
			continue
		}
		at := len(w.records)
		records, err := w.table.record(w.records, g)
		if err != nil {
			return err
		}
		w.records = records
		if rec := records[at:]; len(rec) > 0 {
			contours := int(be16(rec))
			w.maxContours = max(w.maxContours, contours)
			w.maxPoints = max(w.maxPoints, 1+int(binary.BigEndian.Uint16(rec[8+2*contours:])))
		}
		for len(w.records)%4 != 0 {
			w.records = append(w.records, 0)
		}
		if len(w.records) > maxFontBytes {
			return fmt.Errorf("font: records exceed %d bytes", maxFontBytes)
		}
	}
	w.offsets = le.AppendUint32(w.offsets, uint32(len(w.records)))
	return nil
}

func (w *cutter) metric(g uint16) (advance uint16, bearing int16) {
	if int(g) < w.metrics.longMetrics {
		return binary.BigEndian.Uint16(w.hmtx[4*int(g):]), be16(w.hmtx[4*int(g)+2:])
	}
	last := 4 * (w.metrics.longMetrics - 1)
	rest := 4*w.metrics.longMetrics + 2*(int(g)-w.metrics.longMetrics)
	return binary.BigEndian.Uint16(w.hmtx[last:]), be16(w.hmtx[rest:])
}

func (w *cutter) file(chars *charmap, renumbered []uint16, source [32]byte) []byte {
	le := binary.LittleEndian
	one, two := stages(chars.glyphs, renumbered)
	keys := slices.SortedFunc(maps.Keys(chars.variations), func(a, b sequence) int {
		return int(variationKey(a.base, a.selector)) - int(variationKey(b.base, b.selector))
	})
	var variations []byte
	for _, k := range keys {
		if key := variationKey(k.base, k.selector); key != 0 {
			variations = le.AppendUint32(variations, key)
			variations = le.AppendUint32(variations, uint32(renumbered[chars.variations[k]]))
		}
	}
	m := w.metrics
	b := make([]byte, headerSize, headerSize+len(one)+len(two)+len(variations)+len(w.advances)*2+len(w.offsets)+len(w.records)+32)
	copy(b, recordMagic)
	copy(b[atSource:], source[:])
	le.PutUint32(b[atGlyphs:], uint32(len(w.advances)/2))
	le.PutUint16(b[atUnits:], m.unitsPerEm)
	for i, v := range []int16{m.ascent, m.descent, m.capHeight, m.xMin, m.yMin, m.xMax, m.yMax} {
		le.PutUint16(b[atAscent+2*i:], uint16(v))
	}
	le.PutUint16(b[atMaxPoints:], uint16(w.maxPoints))
	le.PutUint16(b[atMaxContour:], uint16(w.maxContours))
	le.PutUint32(b[atPages:], uint32(len(two)/512))
	le.PutUint32(b[atVariations:], uint32(len(variations)/8))
	le.PutUint32(b[atRecords:], uint32(len(w.records)))
	for _, part := range [][]byte{one, two, variations, w.advances, w.bearings, w.offsets, w.records} {
		b = append(b, part...)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// stages lays out the two-stage table of a character map. Page 0 stays empty.
func stages(glyphs map[rune]uint16, renumbered []uint16) (one, two []byte) {
	one, two = make([]byte, 2*stageOne), slices.Grow([]byte(nil), 512)[:512]
	le := binary.LittleEndian
	for _, r := range slices.Sorted(maps.Keys(glyphs)) {
		page := le.Uint16(one[2*(r>>8):])
		if page == 0 {
			page = uint16(len(two) / 512)
			le.PutUint16(one[2*(r>>8):], page)
			two = append(two, make([]byte, 512)...)
		}
		le.PutUint16(two[512*int(page)+2*int(r&0xFF):], renumbered[glyphs[r]])
	}
	return one, two
}

// variationKey packs a base and a selector: U+FE00 to U+FE0F are selectors 0
// to 15, U+E0100 to U+E01EF are 16 to 255. It is 0 for what is no sequence.
func variationKey(base, selector rune) uint32 {
	switch {
	case base <= 0 || base > 0x10FFFF:
		return 0
	case selector >= 0xFE00 && selector <= 0xFE0F:
		return uint32(base)<<8 | uint32(selector-0xFE00)
	case selector >= 0xE0100 && selector <= 0xE01EF:
		return uint32(base)<<8 | uint32(selector-0xE0100+16)
	}
	return 0
}
