package font

import "encoding/binary"

// Bits of a component's flags (OpenType 1.9, "glyf", composite glyphs).
const (
	argsAreWords   = 0x0001
	argsAreOffsets = 0x0002
	haveScale      = 0x0008
	moreComponents = 0x0020
	haveXYScale    = 0x0040
	haveTwoByTwo   = 0x0080
)

const (
	maxDepth      = 6
	maxComponents = 64
)

// compose flattens a composite glyph into one outline. Components placed by
// matching points are refused: no font in use here has them. Budget is how
// many components may still be read; empty ones count too.
func (t *glyphTable) compose(gid uint16, depth int, budget *int) (*Outline, error) {
	g, err := t.raw(gid)
	if err != nil || len(g) == 0 {
		return &Outline{}, err
	}
	if len(g) < 10 || depth > maxDepth {
		return nil, errGlyph
	}
	if be16(g) >= 0 {
		rec, err := t.record(nil, gid)
		if err != nil || len(rec) == 0 {
			return &Outline{}, err
		}
		return decodeRecord(rec)
	}
	whole := &Outline{}
	points := 0
	for at := 10; ; {
		c, next, err := readComponent(g, at)
		if *budget--; err != nil || *budget < 0 || int(c.gid)*2+4 > len(t.loca) || t.long && int(c.gid)*4+8 > len(t.loca) {
			return nil, errGlyph
		}
		part, err := t.compose(c.gid, depth+1, budget)
		if err != nil {
			return nil, err
		}
		for _, contour := range part.Contours {
			if points += len(contour); points > maxPoints {
				return nil, errGlyph
			}
			whole.Contours = append(whole.Contours, c.place(contour))
		}
		if !c.more {
			return whole, nil
		}
		at = next
	}
}

// component is one part of a composite: a glyph under a 2x2 matrix in units of
// 1/16384, then moved.
type component struct {
	gid            uint16
	dx, dy         int32
	xx, xy, yx, yy int32
	more           bool
}

func readComponent(g []byte, at int) (component, int, error) {
	c := component{xx: 1 << 14, yy: 1 << 14}
	if at+4 > len(g) {
		return c, 0, errGlyph
	}
	flags := binary.BigEndian.Uint16(g[at:])
	c.gid, c.more = binary.BigEndian.Uint16(g[at+2:]), flags&moreComponents != 0
	at += 4
	size := 2
	if flags&argsAreWords != 0 {
		size = 4
	}
	var scales []*int32
	switch {
	case flags&haveScale != 0:
		scales = []*int32{&c.xx}
	case flags&haveXYScale != 0:
		scales = []*int32{&c.xx, &c.yy}
	case flags&haveTwoByTwo != 0:
		scales = []*int32{&c.xx, &c.xy, &c.yx, &c.yy}
	}
	if flags&argsAreOffsets == 0 || at+size+2*len(scales) > len(g) {
		return c, 0, errGlyph
	}
	if size == 4 {
		c.dx, c.dy = int32(be16(g[at:])), int32(be16(g[at+2:]))
	} else {
		c.dx, c.dy = int32(int8(g[at])), int32(int8(g[at+1]))
	}
	at += size
	for _, s := range scales {
		*s = int32(be16(g[at:]))
		at += 2
	}
	if flags&haveScale != 0 {
		c.yy = c.xx
	}
	return c, at, nil
}

func (c component) place(contour []Point) []Point {
	placed := make([]Point, len(contour))
	for i, p := range contour {
		placed[i] = Point{
			X:  fix14(p.X, c.xx, p.Y, c.yx) + c.dx,
			Y:  fix14(p.X, c.xy, p.Y, c.yy) + c.dy,
			On: p.On,
		}
	}
	return placed
}

// fix14 is x*a + y*b for a, b in units of 1/16384, rounded.
func fix14(x, a, y, b int32) int32 {
	return int32((int64(x)*int64(a) + int64(y)*int64(b) + 1<<13) >> 14)
}
