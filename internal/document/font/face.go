package font

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sort"
)

// Face is one font's record file, mapped into memory. It is read-only and
// safe for concurrent use.
type Face struct {
	name string // PostScript name, for the PDF's BaseFont

	one, two, variations, advances, bearings, offsets, records []byte

	glyphs                     int
	units                      int32
	ascent, descent, capHeight int32
	bounds                     [4]int32
	maxPoints, maxContours     uint16
}

var errRecords = errors.New("font: record file is damaged or of another version")

// openFace reads a record file. It checks the file's own digest, the source
// it was cut from, and every offset, so that no later access can fail.
func openFace(name string, b []byte, source [32]byte) (*Face, error) {
	if len(b) < headerSize+32 || string(b[:8]) != recordMagic || !bytes.Equal(b[atSource:atSource+32], source[:]) {
		return nil, errRecords
	}
	body, sum := b[:len(b)-32], sha256.Sum256(b[:len(b)-32])
	if !bytes.Equal(sum[:], b[len(b)-32:]) {
		return nil, errRecords
	}
	le := binary.LittleEndian
	f := &Face{name: name, glyphs: int(le.Uint32(b[atGlyphs:])), units: int32(le.Uint16(b[atUnits:]))}
	f.ascent, f.descent, f.capHeight = le16(b[atAscent:]), le16(b[atDescent:]), le16(b[atCapHeight:])
	for i := range f.bounds {
		f.bounds[i] = le16(b[atBounds+2*i:])
	}
	f.maxPoints, f.maxContours = le.Uint16(b[atMaxPoints:]), le.Uint16(b[atMaxContour:])
	rest := body[headerSize:]
	for _, part := range []struct {
		to   *[]byte
		size uint64
	}{
		{&f.one, 2 * stageOne},
		{&f.two, 512 * uint64(le.Uint32(b[atPages:]))},
		{&f.variations, 8 * uint64(le.Uint32(b[atVariations:]))},
		{&f.advances, 2 * uint64(f.glyphs)},
		{&f.bearings, 2 * uint64(f.glyphs)},
		{&f.offsets, 4 * uint64(f.glyphs+1)},
		{&f.records, uint64(le.Uint32(b[atRecords:]))},
	} {
		if part.size > uint64(len(rest)) {
			return nil, errRecords
		}
		*part.to, rest = rest[:part.size:part.size], rest[part.size:]
	}
	if len(rest) != 0 || f.units == 0 {
		return nil, errRecords
	}
	return f, nil
}

func le16(b []byte) int32 { return int32(int16(binary.LittleEndian.Uint16(b))) }

// glyph returns the glyph of a character, 0 if the face has none.
func (f *Face) glyph(r rune) uint16 {
	if r < 0 || r > 0x10FFFF {
		return 0
	}
	page := binary.LittleEndian.Uint16(f.one[2*(r>>8):])
	if page == 0 {
		return 0
	}
	return binary.LittleEndian.Uint16(f.two[512*int(page)+2*int(r&0xFF):])
}

// variation returns the glyph of a variation sequence, 0 if the face's cmap
// does not map it.
func (f *Face) variation(base, selector rune) uint16 {
	key := variationKey(base, selector)
	n := len(f.variations) / 8
	i := sort.Search(n, func(i int) bool { return binary.LittleEndian.Uint32(f.variations[8*i:]) >= key })
	if key == 0 || i == n || binary.LittleEndian.Uint32(f.variations[8*i:]) != key {
		return 0
	}
	return uint16(binary.LittleEndian.Uint32(f.variations[8*i+4:]))
}

// Name is the PostScript name.
func (f *Face) Name() string { return f.name }

// advance is a glyph's width in font units.
func (f *Face) advance(gid uint16) int32 {
	return int32(binary.LittleEndian.Uint16(f.advances[2*int(gid):]))
}

// Width is a glyph's width in thousandths of the em, rounded.
func (f *Face) Width(gid uint16) int32 { return f.thousandths(f.advance(gid)) }

func (f *Face) thousandths(v int32) int32 {
	if v < 0 {
		return -f.thousandths(-v)
	}
	return (v*1000 + f.units/2) / f.units
}

// record is a glyph's description, padded to four bytes; empty for one
// without contours.
func (f *Face) record(gid uint16) []byte {
	from := binary.LittleEndian.Uint32(f.offsets[4*int(gid):])
	to := binary.LittleEndian.Uint32(f.offsets[4*int(gid)+4:])
	return f.records[from:to]
}

// Outline is a glyph's outline with its side bearing applied, in font units,
// and the number of these units to the em.
func (f *Face) Outline(gid uint16) (o *Outline, unitsPerEm int32) {
	rec := f.record(gid)
	if len(rec) == 0 {
		return &Outline{}, f.units
	}
	o, err := decodeRecord(rec)
	if err != nil {
		return &Outline{}, f.units
	}
	shift := le16(f.bearings[2*int(gid):]) - int32(be16(rec[2:]))
	for _, c := range o.Contours {
		for i := range c {
			c[i].X += shift
		}
	}
	return o, f.units
}

// Descriptor has the numbers of a PDF font descriptor, in thousandths of the
// em (ISO 32000-1, 9.8.1).
type Descriptor struct {
	Ascent, Descent, CapHeight int32
	Bounds                     [4]int32
}

// Descriptor returns the face's descriptor.
func (f *Face) Descriptor() Descriptor {
	d := Descriptor{Ascent: f.thousandths(f.ascent), Descent: f.thousandths(f.descent), CapHeight: f.thousandths(f.capHeight)}
	for i, v := range f.bounds {
		d.Bounds[i] = f.thousandths(v)
	}
	return d
}
