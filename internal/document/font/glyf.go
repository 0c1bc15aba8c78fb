package font

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Bits of a simple glyph's flags (OpenType 1.9, "glyf").
const (
	onCurve     = 0x01
	xShort      = 0x02
	yShort      = 0x04
	repeatFlag  = 0x08
	xSameOrPlus = 0x10
	ySameOrPlus = 0x20
)

const maxPoints = 1 << 13

var errGlyph = errors.New("font: glyph is malformed")

// glyphTable gives the glyph descriptions of a font.
type glyphTable struct {
	glyf, loca []byte
	long       bool
}

func (f *sfnt) glyphs(m metrics) (*glyphTable, error) {
	size := 2 * (m.glyphs + 1)
	if m.indexFormat != 0 {
		size *= 2
	}
	loca, err := f.table("loca", size)
	if err != nil {
		return nil, err
	}
	return &glyphTable{glyf: f.tables["glyf"], loca: loca, long: m.indexFormat != 0}, nil
}

// raw returns the description of one glyph, empty for one without contours.
func (t *glyphTable) raw(gid uint16) ([]byte, error) {
	var from, to uint64
	if t.long {
		from, to = uint64(binary.BigEndian.Uint32(t.loca[4*int(gid):])), uint64(binary.BigEndian.Uint32(t.loca[4*int(gid)+4:]))
	} else {
		from, to = 2*uint64(binary.BigEndian.Uint16(t.loca[2*int(gid):])), 2*uint64(binary.BigEndian.Uint16(t.loca[2*int(gid)+2:]))
	}
	if from > to || to > uint64(len(t.glyf)) {
		return nil, fmt.Errorf("font: glyph %d: %w", gid, errTruncated)
	}
	if to-from > maxGlyphBytes {
		return nil, fmt.Errorf("font: glyph %d has %d bytes", gid, to-from)
	}
	return t.glyf[from:to], nil
}

// record appends the self-contained, unhinted record of a glyph to dst: a
// simple glyph description without instructions. Composites are closed, that
// is flattened into one. A glyph without contours has no record.
func (t *glyphTable) record(dst []byte, gid uint16) ([]byte, error) {
	g, err := t.raw(gid)
	if err != nil || len(g) == 0 {
		return dst, err
	}
	if len(g) < 10 {
		return nil, errGlyph
	}
	contours := int(be16(g))
	if contours < 0 {
		budget := maxComponents
		o, err := t.compose(gid, 0, &budget)
		if err != nil {
			return nil, fmt.Errorf("font: composite glyph %d: %w", gid, err)
		}
		return o.appendRecord(dst)
	}
	if contours == 0 {
		return dst, nil
	}
	body := 10 + 2*contours
	if len(g) < body+2 {
		return nil, errGlyph
	}
	points := int(binary.BigEndian.Uint16(g[body-2:])) + 1
	start := body + 2 + int(binary.BigEndian.Uint16(g[body:]))
	size, err := coordinateBytes(g, start, points)
	if err != nil {
		return nil, fmt.Errorf("font: glyph %d: %w", gid, err)
	}
	at := len(dst)
	dst = append(dst, g[:body]...)
	dst = append(dst, 0, 0)
	dst = append(dst, g[start:start+size]...)
	if _, err := decodeRecord(dst[at:]); err != nil {
		return nil, fmt.Errorf("font: glyph %d: %w", gid, err)
	}
	return dst, nil
}

// coordinateBytes measures the flags and coordinates that begin at start.
func coordinateBytes(g []byte, start, points int) (int, error) {
	if points > maxPoints {
		return 0, errGlyph
	}
	at, coords := start, 0
	for seen := 0; seen < points; {
		if at >= len(g) {
			return 0, errGlyph
		}
		flag := g[at]
		at++
		times := 1
		if flag&repeatFlag != 0 {
			if at >= len(g) {
				return 0, errGlyph
			}
			times += int(g[at])
			at++
		}
		seen += times
		coords += times * (axisBytes(flag, xShort, xSameOrPlus) + axisBytes(flag, yShort, ySameOrPlus))
		if seen > points {
			return 0, errGlyph
		}
	}
	if at+coords > len(g) {
		return 0, errGlyph
	}
	return at + coords - start, nil
}

// axisBytes is the number of bytes one coordinate takes under a flag.
func axisBytes(flag, short, same byte) int {
	switch {
	case flag&short != 0:
		return 1
	case flag&same != 0:
		return 0
	}
	return 2
}
