package raster

import (
	"math"

	"yinxin.example/yinxin/internal/document/page"
)

type point struct{ x, y float64 }

// Curves become so many straight pieces; ends and corners of lines, polygons of
// so many sides.
const (
	pieces  = 16
	corners = 12
)

// outline gives the closed polygons that a shape covers, scaled.
func outline(s page.Shape, scale float64) [][]point {
	lines := flatten(s.Segs, scale)
	if s.Width == 0 {
		return lines
	}
	var all [][]point
	half := float64(s.Width) * scale / 2
	for _, line := range lines {
		for i, b := range line {
			all = append(all, disc(b, half))
			if i > 0 {
				all = append(all, bar(line[i-1], b, half))
			}
		}
	}
	return all
}

// flatten turns steps into lines of points. A closed one ends where it began.
func flatten(segs []page.Seg, scale float64) (lines [][]point) {
	var line []point
	at := func(p page.Point) point { return point{float64(p.X) * scale, float64(p.Y) * scale} }
	end := func() {
		if len(line) > 1 {
			lines = append(lines, line)
		}
		line = nil
	}
	for _, s := range segs {
		switch s.Op {
		case page.MoveTo:
			end()
			line = []point{at(s.P[0])}
		case page.LineTo:
			line = append(line, at(s.P[0]))
		case page.QuadTo:
			// Every quadratic curve is a cubic one.
			a, c, b := last(line), at(s.P[0]), at(s.P[1])
			line = curve(line, between(a, c, 2.0/3), between(b, c, 2.0/3), b)
		case page.CubeTo:
			line = curve(line, at(s.P[0]), at(s.P[1]), at(s.P[2]))
		case page.Close:
			if len(line) > 0 {
				line = append(line, line[0])
			}
			end()
		}
	}
	end()
	return lines
}

func last(line []point) point {
	if len(line) == 0 {
		return point{}
	}
	return line[len(line)-1]
}

func between(a, b point, part float64) point {
	return point{a.x + (b.x-a.x)*part, a.y + (b.y-a.y)*part}
}

// curve goes on along a cubic Bézier curve.
func curve(line []point, b, c, d point) []point {
	a := last(line)
	for i := 1; i <= pieces; i++ {
		t := float64(i) / pieces
		ab, bc, cd := between(a, b, t), between(b, c, t), between(c, d, t)
		line = append(line, between(between(ab, bc, t), between(bc, cd, t), t))
	}
	return line
}

// disc and bar run the same way round, so that they add up where they overlap.
func disc(c point, radius float64) (p []point) {
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		p = append(p, point{c.x + radius*cos, c.y + radius*sin})
	}
	return p
}

func bar(a, b point, half float64) []point {
	long := math.Hypot(b.x-a.x, b.y-a.y)
	if long == 0 {
		return nil
	}
	n := point{-(b.y - a.y) * half / long, (b.x - a.x) * half / long}
	return []point{{a.x - n.x, a.y - n.y}, {b.x - n.x, b.y - n.y}, {b.x + n.x, b.y + n.y}, {a.x + n.x, a.y + n.y}}
}
