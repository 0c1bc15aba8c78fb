package font

import (
	"encoding/binary"
	"slices"
)

// tinyFont is a TrueType font made for tests: a triangle for A, a composite of
// two triangles for B, and B again for A with the selector U+FE00. Its cmap
// has subtables of format 4, 12 and 14.
func tinyFont() []byte {
	be := binary.BigEndian
	words := func(v ...int) (b []byte) {
		for _, x := range v {
			b = be.AppendUint16(b, uint16(x))
		}
		return b
	}
	triangle := slices.Concat(
		words(1, 0, 0, 100, 200, 2), // one contour, bounds, last point 2
		words(3), []byte{1, 2, 3},   // three bytes of instructions to drop
		[]byte{onCurve, onCurve, onCurve},
		words(0, 100, -50), words(0, 0, 200),
	)
	composite := slices.Concat(
		words(-1, 0, 0, 250, 200),
		words(argsAreWords|argsAreOffsets|moreComponents, 1, 0, 0),
		words(argsAreWords|argsAreOffsets|haveScale, 1, 150, 10, 1<<13), []byte{0, 0},
	)
	glyf := slices.Concat(triangle, composite)
	format4 := words(4, 32, 0, 4, 4, 1, 0, 'B', 0xFFFF, 0, 'A', 0xFFFF, 0x10000-'A'+1, 1, 0, 0)
	format12 := slices.Concat(words(12, 0, 0, 28, 0, 0, 0, 1), words(0, 'A', 0, 'B', 0, 1))
	format14 := slices.Concat(words(14), words(0, 30, 0, 1), []byte{0, 0xFE, 0x00}, words(0, 0, 0, 21), words(0, 1), []byte{0, 0, 'A'}, words(2))
	cmap := slices.Concat(words(0, 3),
		words(0, 3, 0, 28), words(0, 4, 0, 28+len(format4)), words(0, 5, 0, 28+len(format4)+len(format12)),
		format4, format12, format14)
	head := make([]byte, 54)
	be.PutUint16(head[18:], 1000)
	hhea := make([]byte, 36)
	be.PutUint16(hhea[34:], 2)
	tables := []struct {
		tag  string
		data []byte
	}{
		{"cmap", cmap}, {"glyf", glyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", words(500, 0, 600, 0, 7)},
		{"loca", words(0, 0, len(triangle)/2, len(glyf)/2)},
		{"maxp", append(words(1, 0, 3), make([]byte, 26)...)},
	}
	font := slices.Concat(words(1, 0, len(tables), 0, 0, 0))
	at := 12 + 16*len(tables)
	var body []byte
	for _, t := range tables {
		font = append(font, t.tag...)
		for _, v := range []int{0, at + len(body), len(t.data)} {
			font = be.AppendUint32(font, uint32(v))
		}
		body = append(body, t.data...)
	}
	return append(font, body...)
}
