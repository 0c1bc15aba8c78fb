package font

import "encoding/binary"

// The six tables a PDF needs of an embedded TrueType font (ISO 32000-1, 9.9),
// in the order of their tags, without hinting.
const (
	subsetTables = 6
	directory    = 12 + 16*subsetTables
	headSize     = 54
	headPadded   = 56
	hheaSize     = 36
	maxpSize     = 32
)

// SubsetSize is the length in bytes of the subset of these glyphs.
func (f *Face) SubsetSize(glyphs []uint16) int {
	n := directory + headPadded + hheaSize + 4*(len(glyphs)+1) + 4*(len(glyphs)+2) + maxpSize
	for _, g := range glyphs {
		n += len(f.record(g))
	}
	return n
}

// AppendSubset appends a TrueType font with an empty .notdef and these glyphs,
// numbered from 1 in their order. It appends SubsetSize(glyphs) bytes.
func (f *Face) AppendSubset(dst []byte, glyphs []uint16) []byte {
	be := binary.BigEndian
	start := len(dst)
	n := len(glyphs) + 1
	dst = append(dst, 0, 1, 0, 0, 0, subsetTables, 0, 64, 0, 2, 0, 32)
	dir := len(dst)
	dst = append(dst, make([]byte, 16*subsetTables)...)
	var whole uint32 // of the tables
	table := func(i int, tag string, from, size int) {
		e := dst[dir+16*i:]
		copy(e, tag)
		sum := checksum(dst[from:])
		whole += sum
		be.PutUint32(e[4:], sum)
		be.PutUint32(e[8:], uint32(from-start))
		be.PutUint32(e[12:], uint32(size))
	}

	from := len(dst)
	for _, g := range glyphs {
		dst = append(dst, f.record(g)...)
	}
	table(0, "glyf", from, len(dst)-from)

	head := len(dst)
	dst = f.appendHead(dst)
	table(1, "head", head, headSize)

	from = len(dst)
	dst = f.appendHhea(dst, n)
	table(2, "hhea", from, hheaSize)

	from = len(dst)
	dst = append(dst, byte(f.units>>8), byte(f.units), 0, 0)
	for _, g := range glyphs {
		dst = be.AppendUint16(dst, uint16(f.advance(g)))
		dst = append(dst, f.bearings[2*int(g)+1], f.bearings[2*int(g)])
	}
	table(3, "hmtx", from, len(dst)-from)

	from = len(dst)
	dst = be.AppendUint32(dst, 0)
	at := 0
	for _, g := range glyphs {
		dst = be.AppendUint32(dst, uint32(at))
		at += len(f.record(g))
	}
	dst = be.AppendUint32(dst, uint32(at))
	table(4, "loca", from, len(dst)-from)

	from = len(dst)
	dst = f.appendMaxp(dst, n)
	table(5, "maxp", from, maxpSize)

	be.PutUint32(dst[head+8:], 0xB1B0AFBA-checksum(dst[start:dir+16*subsetTables])-whole)
	return dst
}

// checksum sums a table's big-endian words; every table here is a multiple of
// four bytes, padding included.
func checksum(b []byte) uint32 {
	var sum uint64 // its lower half is the words'
	for ; len(b) >= 8; b = b[8:] {
		two := binary.BigEndian.Uint64(b)
		sum += two + two>>32
	}
	if len(b) >= 4 {
		sum += uint64(binary.BigEndian.Uint32(b))
	}
	return uint32(sum)
}

func (f *Face) appendHead(dst []byte) []byte {
	be := binary.BigEndian
	at := len(dst)
	dst = append(dst, make([]byte, headPadded)...)
	h := dst[at:]
	be.PutUint32(h, 0x00010000)
	be.PutUint32(h[4:], 0x00010000)
	be.PutUint32(h[12:], 0x5F0F3CF5)
	be.PutUint16(h[16:], 0x000B) // baseline at y 0, bearing at x 0, whole pixels
	be.PutUint16(h[18:], uint16(f.units))
	for i, v := range f.bounds {
		be.PutUint16(h[36+2*i:], uint16(v))
	}
	be.PutUint16(h[46:], 8) // smallest readable size
	be.PutUint16(h[48:], 2)
	be.PutUint16(h[50:], 1) // long loca
	return dst
}

func (f *Face) appendHhea(dst []byte, glyphs int) []byte {
	be := binary.BigEndian
	at := len(dst)
	dst = append(dst, make([]byte, hheaSize)...)
	h := dst[at:]
	be.PutUint32(h, 0x00010000)
	be.PutUint16(h[4:], uint16(f.ascent))
	be.PutUint16(h[6:], uint16(f.descent))
	be.PutUint16(h[10:], uint16(2*f.units))
	be.PutUint16(h[18:], 1) // upright caret
	be.PutUint16(h[34:], uint16(glyphs))
	return dst
}

func (f *Face) appendMaxp(dst []byte, glyphs int) []byte {
	be := binary.BigEndian
	at := len(dst)
	dst = append(dst, make([]byte, maxpSize)...)
	h := dst[at:]
	be.PutUint32(h, 0x00010000)
	be.PutUint16(h[4:], uint16(glyphs))
	be.PutUint16(h[6:], f.maxPoints)
	be.PutUint16(h[8:], f.maxContours)
	be.PutUint16(h[14:], 2) // zones
	return dst
}
