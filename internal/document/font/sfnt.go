package font

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Limits on what a font file may ask of us. The largest font here has 65,535
// glyphs in 51 MB.
const (
	maxFontBytes  = 128 << 20
	maxTables     = 64
	maxGlyphBytes = 1 << 16
)

// errTruncated says that a table ends before what it announces.
var errTruncated = errors.New("font: table is truncated")

// sfnt is the table directory of a TrueType font (OpenType 1.9, "Organization
// of an OpenType Font"). Tables are slices of the file.
type sfnt struct {
	tables map[string][]byte
}

// parseSFNT reads the directory of a TrueType font. Fonts with CFF outlines
// and collections are refused.
func parseSFNT(b []byte) (*sfnt, error) {
	if len(b) > maxFontBytes {
		return nil, fmt.Errorf("font: file of %d bytes exceeds the limit of %d", len(b), maxFontBytes)
	}
	if len(b) < 12 {
		return nil, errTruncated
	}
	if v := binary.BigEndian.Uint32(b); v != 0x00010000 && v != 0x74727565 {
		return nil, fmt.Errorf("font: version %08x is not TrueType", v)
	}
	n := int(binary.BigEndian.Uint16(b[4:]))
	if n > maxTables || len(b) < 12+16*n {
		return nil, errTruncated
	}
	f := &sfnt{tables: make(map[string][]byte, n)}
	for i := range n {
		rec := b[12+16*i:]
		off, size := uint64(binary.BigEndian.Uint32(rec[8:])), uint64(binary.BigEndian.Uint32(rec[12:]))
		if off+size > uint64(len(b)) {
			return nil, fmt.Errorf("font: table %q: %w", rec[:4], errTruncated)
		}
		f.tables[string(rec[:4])] = b[off : off+size]
	}
	return f, nil
}

// table returns a table of at least size bytes.
func (f *sfnt) table(tag string, size int) ([]byte, error) {
	t := f.tables[tag]
	if len(t) < size {
		return nil, fmt.Errorf("font: table %q: %w", tag, errTruncated)
	}
	return t, nil
}

// metrics are the numbers of a face that a page or a font descriptor needs,
// in font units.
type metrics struct {
	unitsPerEm                       uint16
	ascent, descent, capHeight       int16
	xMin, yMin, xMax, yMax           int16
	glyphs, longMetrics, indexFormat int
}

func (f *sfnt) metrics() (metrics, error) {
	var m metrics
	head, err := f.table("head", 54)
	if err != nil {
		return m, err
	}
	hhea, err := f.table("hhea", 36)
	if err != nil {
		return m, err
	}
	maxp, err := f.table("maxp", 6)
	if err != nil {
		return m, err
	}
	m.unitsPerEm = binary.BigEndian.Uint16(head[18:])
	if m.unitsPerEm < 16 || m.unitsPerEm > 16384 {
		return m, fmt.Errorf("font: %d units per em", m.unitsPerEm)
	}
	m.xMin, m.yMin, m.xMax, m.yMax = be16(head[36:]), be16(head[38:]), be16(head[40:]), be16(head[42:])
	m.indexFormat = int(be16(head[50:]))
	m.ascent, m.descent = be16(hhea[4:]), be16(hhea[6:])
	m.longMetrics = int(binary.BigEndian.Uint16(hhea[34:]))
	m.glyphs = int(binary.BigEndian.Uint16(maxp[4:]))
	m.capHeight = m.ascent
	if os2 := f.tables["OS/2"]; len(os2) >= 90 && binary.BigEndian.Uint16(os2) >= 2 {
		m.capHeight = be16(os2[88:])
	}
	if m.longMetrics == 0 || m.longMetrics > m.glyphs {
		return m, errors.New("font: hhea counts no usable metrics")
	}
	return m, nil
}

func be16(b []byte) int16 { return int16(binary.BigEndian.Uint16(b)) }
