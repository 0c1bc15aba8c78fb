package font

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// charmap is what a font's cmap table says: code point to glyph, and
// variation sequence to glyph.
type charmap struct {
	glyphs     map[rune]uint16
	variations map[sequence]uint16
}

// sequence is a base character with a variation selector.
type sequence struct{ base, selector rune }

// maxMappings bounds the work a hostile cmap can cause; Unicode has fewer
// assigned characters than this.
const maxMappings = 1 << 18

var errCmap = errors.New("font: cmap is malformed")

// parseCmap reads the Unicode subtables of formats 4, 12 and 14 (OpenType 1.9,
// "cmap"). A format 12 subtable wins over one of format 4.
func parseCmap(b []byte, glyphs int) (*charmap, error) {
	if len(b) < 4 {
		return nil, errTruncated
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	if n > 64 || len(b) < 4+8*n {
		return nil, errTruncated
	}
	m := &charmap{glyphs: map[rune]uint16{}, variations: map[sequence]uint16{}}
	var bmp, full, vary []byte
	for i := range n {
		rec := b[4+8*i:]
		platform, encoding := binary.BigEndian.Uint16(rec), binary.BigEndian.Uint16(rec[2:])
		off := uint64(binary.BigEndian.Uint32(rec[4:]))
		if off+2 > uint64(len(b)) {
			return nil, errTruncated
		}
		sub := b[off:]
		format := binary.BigEndian.Uint16(sub)
		switch {
		case format == 14 && platform == 0:
			vary = sub
		case format == 12 && (platform == 0 || platform == 3 && encoding == 10):
			full = sub
		case format == 4 && (platform == 0 || platform == 3 && encoding == 1):
			bmp = sub
		}
	}
	var err error
	switch {
	case full != nil:
		err = m.format12(full, glyphs)
	case bmp != nil:
		err = m.format4(bmp, glyphs)
	default:
		err = fmt.Errorf("font: cmap has no Unicode subtable of format 4 or 12")
	}
	if err == nil && vary != nil {
		err = m.format14(vary, glyphs)
	}
	return m, err
}

func (m *charmap) format4(b []byte, glyphs int) error {
	if len(b) < 14 {
		return errTruncated
	}
	n := int(binary.BigEndian.Uint16(b[6:])) / 2
	ends, starts := 14, 16+2*n
	deltas, offsets := starts+2*n, starts+4*n
	if len(b) < offsets+2*n {
		return errTruncated
	}
	work := 0
	for i := range n {
		start, end := int(binary.BigEndian.Uint16(b[starts+2*i:])), int(binary.BigEndian.Uint16(b[ends+2*i:]))
		delta, offset := binary.BigEndian.Uint16(b[deltas+2*i:]), int(binary.BigEndian.Uint16(b[offsets+2*i:]))
		if work += end - start; start > end || work > maxMappings {
			return errCmap
		}
		for c := start; c <= end && c != 0xFFFF; c++ {
			gid := uint16(c) + delta
			if offset != 0 {
				at := offsets + 2*i + offset + 2*(c-start)
				if at+2 > len(b) {
					return errTruncated
				}
				if gid = binary.BigEndian.Uint16(b[at:]); gid != 0 {
					gid += delta
				}
			}
			if gid != 0 && int(gid) < glyphs {
				m.glyphs[rune(c)] = gid
			}
		}
	}
	return nil
}

func (m *charmap) format12(b []byte, glyphs int) error {
	if len(b) < 16 {
		return errTruncated
	}
	n := uint64(binary.BigEndian.Uint32(b[12:]))
	if n > maxMappings || uint64(len(b)) < 16+12*n {
		return errTruncated
	}
	work := uint64(0)
	for i := range n {
		rec := b[16+12*i:]
		start, end, gid := uint64(binary.BigEndian.Uint32(rec)), uint64(binary.BigEndian.Uint32(rec[4:])), uint64(binary.BigEndian.Uint32(rec[8:]))
		if start > end || end > 0x10FFFF {
			return errCmap
		}
		if work += end - start + 1; work > maxMappings {
			return errCmap
		}
		for c := start; c <= end; c++ {
			if g := gid + c - start; g != 0 && g < uint64(glyphs) {
				m.glyphs[rune(c)] = uint16(g)
			}
		}
	}
	return nil
}

// format14 reads variation sequences. A default sequence is one whose glyph
// the font says to be that of the base character.
func (m *charmap) format14(b []byte, glyphs int) error {
	if len(b) < 10 {
		return errTruncated
	}
	n := uint64(binary.BigEndian.Uint32(b[6:]))
	if n > 260 || uint64(len(b)) < 10+11*n {
		return errTruncated
	}
	for i := range n {
		rec := b[10+11*i:]
		selector := be24(rec)
		if off := uint64(binary.BigEndian.Uint32(rec[3:])); off != 0 {
			if err := m.defaults(b, off, selector); err != nil {
				return err
			}
		}
		if off := uint64(binary.BigEndian.Uint32(rec[7:])); off != 0 {
			if err := m.others(b, off, selector, glyphs); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *charmap) defaults(b []byte, off uint64, selector rune) error {
	if off+4 > uint64(len(b)) {
		return errTruncated
	}
	n := uint64(binary.BigEndian.Uint32(b[off:]))
	if n > maxMappings || off+4+4*n > uint64(len(b)) {
		return errTruncated
	}
	work := 0
	for i := range n {
		rec := b[off+4+4*i:]
		if work += int(rec[3]) + 1; work > maxMappings {
			return errCmap
		}
		for c := be24(rec); c <= be24(rec)+rune(rec[3]); c++ {
			if gid := m.glyphs[c]; gid != 0 {
				m.variations[sequence{c, selector}] = gid
			}
		}
	}
	if len(m.variations) > maxMappings {
		return errCmap
	}
	return nil
}

func (m *charmap) others(b []byte, off uint64, selector rune, glyphs int) error {
	if off+4 > uint64(len(b)) {
		return errTruncated
	}
	n := uint64(binary.BigEndian.Uint32(b[off:]))
	if n > maxMappings || off+4+5*n > uint64(len(b)) {
		return errTruncated
	}
	for i := range n {
		rec := b[off+4+5*i:]
		if gid := binary.BigEndian.Uint16(rec[3:]); gid != 0 && int(gid) < glyphs {
			m.variations[sequence{be24(rec), selector}] = gid
		}
	}
	if len(m.variations) > maxMappings {
		return errCmap
	}
	return nil
}

func be24(b []byte) rune { return rune(b[0])<<16 | rune(b[1])<<8 | rune(b[2]) }
