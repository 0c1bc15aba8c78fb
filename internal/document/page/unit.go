// Package page decides where everything on a certificate stands: positions,
// sizes and glyphs, once for every output format. All arithmetic is in whole
// hundredths of a point, so that the same certificate gives the same page on
// every machine.
//
// The origin is the page's upper left corner; y grows downwards.
package page

// Unit is a hundredth of a point (1/7200 inch).
type Unit int32

// pt is one point.
const pt Unit = 100

// Width and Height of the page: A4 upright.
const (
	Width  Unit = 59528
	Height Unit = 84189
)

// Point is a place on the page, or in a figure.
type Point struct{ X, Y Unit }

// Box is a rectangle: upper left and lower right corner.
type Box struct{ X0, Y0, X1, Y1 Unit }

// W is the box's width.
func (b Box) W() Unit { return b.X1 - b.X0 }

// H is the box's height.
func (b Box) H() Unit { return b.Y1 - b.Y0 }

// Color is an sRGB colour, 0xRRGGBB.
type Color uint32

// The inks. Pale ones are plain colours, not transparency: they print in
// black and white as a light screen or not at all.
const (
	paper     Color = 0xfffefa
	ink       Color = 0x1c1b19
	muted     Color = 0x6d675e
	hairline  Color = 0xddd6c6
	gold      Color = 0xb39b5e
	goldPale  Color = 0xd9ccaa
	bandInk   Color = 0xc4b07a
	web       Color = 0xeee8d9 // guilloche
	webWarm   Color = 0xf2e6da
	cinnabar  Color = 0xb4231f
	demoTint  Color = 0xf8e8e4
	microTint Color = 0xefe9dc
)

// Matrix places a figure: x' = A*x + C*y + E, y' = B*x + D*y + F, with A to D
// in millionths.
type Matrix struct {
	A, B, C, D int32
	E, F       Unit
}

const one = 1_000_000

// at places a figure unturned.
func at(x, y Unit) Matrix { return Matrix{A: one, D: one, E: x, F: y} }

// scaled places a figure unturned, its size in millionths.
func scaled(x, y Unit, size int32) Matrix { return Matrix{A: size, D: size, E: x, F: y} }

// turned places a figure turned clockwise about its own origin.
func turned(x, y Unit, a angle, scale int32) Matrix {
	s, c := sincos(a)
	sin, cos := int32(s*int64(scale)>>fixed), int32(c*int64(scale)>>fixed)
	return Matrix{A: cos, B: sin, C: -sin, D: cos, E: x, F: y}
}

// Apply maps a point.
func (m Matrix) Apply(p Point) Point {
	x, y := int64(p.X), int64(p.Y)
	return Point{
		X: Unit((int64(m.A)*x+int64(m.C)*y)/one) + m.E,
		Y: Unit((int64(m.B)*x+int64(m.D)*y)/one) + m.F,
	}
}
