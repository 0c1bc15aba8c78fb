package page

import "yinxin.example/yinxin/internal/document/font"

// Op is a step of a path.
type Op uint8

// The steps; QuadTo and CubeTo are Bézier curves.
const (
	MoveTo Op = iota // P[0]
	LineTo           // P[0]
	QuadTo           // P[0] control, P[1] end
	CubeTo           // P[0], P[1] controls, P[2] end
	Close
)

// Seg is one step with its points.
type Seg struct {
	Op Op
	P  [3]Point
}

// Shape is a path that is filled, or stroked with a line of Width. It is
// filled where Width is 0, by the nonzero winding rule.
type Shape struct {
	Segs  []Seg
	Ink   Color
	Width Unit
}

// Figure is a group of shapes in coordinates of its own.
type Figure struct {
	Name   string // unique among the figures of a page
	Shapes []Shape
	Bounds Box // holds every point, stroke widths included
}

// Placed is a figure painted once for each matrix.
type Placed struct {
	Figure *Figure
	At     []Matrix
}

// path builds the steps of a shape.
type path struct{ segs []Seg }

func (p *path) move(a Point)       { p.segs = append(p.segs, Seg{Op: MoveTo, P: [3]Point{a}}) }
func (p *path) line(a Point)       { p.segs = append(p.segs, Seg{Op: LineTo, P: [3]Point{a}}) }
func (p *path) quad(a, b Point)    { p.segs = append(p.segs, Seg{Op: QuadTo, P: [3]Point{a, b}}) }
func (p *path) cube(a, b, c Point) { p.segs = append(p.segs, Seg{Op: CubeTo, P: [3]Point{a, b, c}}) }
func (p *path) close()             { p.segs = append(p.segs, Seg{Op: Close}) }

func (p *path) rect(b Box) {
	p.move(Point{b.X0, b.Y0})
	p.line(Point{b.X1, b.Y0})
	p.line(Point{b.X1, b.Y1})
	p.line(Point{b.X0, b.Y1})
	p.close()
}

// circle draws a circle about c as four cubic arcs.
func (p *path) circle(c Point, r Unit) {
	k := Unit(int64(r) * 5523 / 10000) // 4/3 (sqrt 2 - 1)
	p.move(Point{c.X, c.Y - r})
	p.cube(Point{c.X + k, c.Y - r}, Point{c.X + r, c.Y - k}, Point{c.X + r, c.Y})
	p.cube(Point{c.X + r, c.Y + k}, Point{c.X + k, c.Y + r}, Point{c.X, c.Y + r})
	p.cube(Point{c.X - k, c.Y + r}, Point{c.X - r, c.Y + k}, Point{c.X - r, c.Y})
	p.cube(Point{c.X - r, c.Y - k}, Point{c.X - k, c.Y - r}, Point{c.X, c.Y - r})
	p.close()
}

// curve draws a smooth line through f(0) .. f(n). f must also answer for -1
// and n+1, from which the tangents at the ends come.
func (p *path) curve(n int, f func(i int) Point) {
	third := func(i int) (x, y Unit) {
		a, b := f(i-1), f(i+1)
		return (b.X - a.X) / 6, (b.Y - a.Y) / 6
	}
	p.move(f(0))
	for i := range n {
		a, b := f(i), f(i+1)
		ax, ay := third(i)
		bx, by := third(i + 1)
		p.cube(Point{a.X + ax, a.Y + ay}, Point{b.X - bx, b.Y - by}, b)
	}
}

// figure closes a group of shapes and measures it.
func figure(name string, shapes ...Shape) *Figure {
	f := &Figure{Name: name, Shapes: shapes}
	first := true
	for _, s := range shapes {
		for _, seg := range s.Segs {
			for _, q := range seg.P[:seg.Op.points()] {
				b := Box{q.X - s.Width, q.Y - s.Width, q.X + s.Width, q.Y + s.Width}
				if first {
					f.Bounds, first = b, false
				}
				f.Bounds = Box{min(f.Bounds.X0, b.X0), min(f.Bounds.Y0, b.Y0), max(f.Bounds.X1, b.X1), max(f.Bounds.Y1, b.Y1)}
			}
		}
	}
	return f
}

// points is the number of points a step has.
func (o Op) points() int {
	switch o {
	case MoveTo, LineTo:
		return 1
	case QuadTo:
		return 2
	case CubeTo:
		return 3
	}
	return 0
}

// outline appends a glyph's contours, its origin on the baseline at m. One em
// is m's unit times 1000 points, so a matrix scaled by size/1000 sets it.
func (p *path) outline(face *font.Face, id uint16, m Matrix) {
	o, em := face.Outline(id)
	place := func(q font.Point) Point {
		return m.Apply(Point{Unit(int64(q.X) * int64(emUnits) / int64(em)), Unit(-int64(q.Y) * int64(emUnits) / int64(em))})
	}
	for _, c := range o.Contours {
		p.contour(c, place)
	}
}

// emUnits is one em in the coordinates that outline hands to its matrix.
const emUnits = 1000 * pt

// contour draws one closed quadratic contour; between two control points lies
// an implied point on the curve (OpenType 1.9, "glyf").
func (p *path) contour(c []font.Point, place func(font.Point) Point) {
	if len(c) < 2 {
		return
	}
	start := c[0]
	if !start.On {
		start = middle(c[0], c[len(c)-1])
		if c[len(c)-1].On {
			start = c[len(c)-1]
		}
	}
	p.move(place(start))
	var control *font.Point
	step := func(q font.Point) {
		switch {
		case q.On && control == nil:
			p.line(place(q))
		case q.On:
			p.quad(place(*control), place(q))
			control = nil
		default:
			if control != nil {
				p.quad(place(*control), place(middle(*control, q)))
			}
			control = &q
		}
	}
	for i, q := range c {
		if i == 0 && q.On {
			continue
		}
		step(q)
	}
	if control != nil {
		p.quad(place(*control), place(start))
	}
	p.close()
}

func middle(a, b font.Point) font.Point {
	return font.Point{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2, On: true}
}

// GlyphPath is a glyph's outline with one em to a thousand points, its origin
// on the baseline.
func GlyphPath(face *font.Face, id uint16) []Seg {
	var p path
	p.outline(face, id, at(0, 0))
	return p.segs
}
