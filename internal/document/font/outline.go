package font

import (
	"encoding/binary"
	"math"
)

// Point is one point of an outline, in font units with y upwards.
type Point struct {
	X, Y int32
	On   bool // on the curve; else a quadratic control point
}

// Outline is a glyph's contours. Each is closed.
type Outline struct {
	Contours [][]Point
}

// decodeRecord reads a simple glyph description without instructions.
func decodeRecord(g []byte) (*Outline, error) {
	if len(g) < 12 {
		return nil, errGlyph
	}
	contours := int(be16(g))
	body := 10 + 2*contours
	if contours <= 0 || len(g) < body+2 {
		return nil, errGlyph
	}
	points := int(binary.BigEndian.Uint16(g[body-2:])) + 1
	if _, err := coordinateBytes(g, body+2, points); err != nil {
		return nil, err
	}
	flags, at := expandFlags(g, body+2, points)
	pts := make([]Point, points)
	var x, y int32
	for i, f := range flags {
		x += axisDelta(g, &at, f, xShort, xSameOrPlus)
		pts[i].X, pts[i].On = x, f&onCurve != 0
	}
	for i, f := range flags {
		y += axisDelta(g, &at, f, yShort, ySameOrPlus)
		pts[i].Y = y
	}
	o := &Outline{Contours: make([][]Point, 0, contours)}
	from := 0
	for i := range contours {
		end := int(binary.BigEndian.Uint16(g[10+2*i:])) + 1
		if end <= from || end > points {
			return nil, errGlyph
		}
		o.Contours = append(o.Contours, pts[from:end])
		from = end
	}
	return o, nil
}

func expandFlags(g []byte, at, points int) ([]byte, int) {
	flags := make([]byte, 0, points)
	for len(flags) < points {
		f := g[at]
		at++
		flags = append(flags, f)
		if f&repeatFlag != 0 {
			for range g[at] {
				flags = append(flags, f)
			}
			at++
		}
	}
	return flags, at
}

func axisDelta(g []byte, at *int, flag, short, same byte) int32 {
	switch {
	case flag&short != 0:
		d := int32(g[*at])
		*at++
		if flag&same == 0 {
			d = -d
		}
		return d
	case flag&same != 0:
		return 0
	}
	d := int32(be16(g[*at:]))
	*at += 2
	return d
}

// appendRecord writes the outline as a simple glyph description. Every
// coordinate is written as a word: composites are rare.
func (o *Outline) appendRecord(dst []byte) ([]byte, error) {
	total := 0
	xMin, yMin, xMax, yMax := int32(math.MaxInt16), int32(math.MaxInt16), int32(math.MinInt16), int32(math.MinInt16)
	for _, c := range o.Contours {
		total += len(c)
		for _, p := range c {
			xMin, yMin, xMax, yMax = min(xMin, p.X), min(yMin, p.Y), max(xMax, p.X), max(yMax, p.Y)
		}
	}
	if total == 0 {
		return dst, nil
	}
	if total > maxPoints || xMin < math.MinInt16/2 || yMin < math.MinInt16/2 || xMax > math.MaxInt16/2 || yMax > math.MaxInt16/2 {
		return nil, errGlyph
	}
	for _, v := range []int32{int32(len(o.Contours)), xMin, yMin, xMax, yMax} {
		dst = binary.BigEndian.AppendUint16(dst, uint16(v))
	}
	end := 0
	for _, c := range o.Contours {
		end += len(c)
		dst = binary.BigEndian.AppendUint16(dst, uint16(end-1))
	}
	dst = append(dst, 0, 0)
	var xs, ys []byte
	var x, y int32
	for _, c := range o.Contours {
		for _, p := range c {
			flag := byte(0)
			if p.On {
				flag = onCurve
			}
			dst = append(dst, flag)
			xs = binary.BigEndian.AppendUint16(xs, uint16(p.X-x))
			ys = binary.BigEndian.AppendUint16(ys, uint16(p.Y-y))
			x, y = p.X, p.Y
		}
	}
	return append(append(dst, xs...), ys...), nil
}
