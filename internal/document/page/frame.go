package page

// The frame: a guilloche band between hairlines on all four sides, a line
// outside it and one inside. Sides are whole numbers of the band's period.
const (
	bandWidth  = 11 * pt
	bandPeriod = 12 * pt
	bandAcross = 42 // periods along the top
	bandDown   = 62 // periods along a side
	frameLeft  = (Width - bandAcross*bandPeriod - 2*bandWidth) / 2
	frameTop   = (Height - bandDown*bandPeriod - 2*bandWidth) / 2
)

// frameBox is the outer edge of the band.
func frameBox() Box { return Box{frameLeft, frameTop, Width - frameLeft, Height - frameTop} }

// grown is a box enlarged on every side.
func (b Box) grown(by Unit) Box { return Box{b.X0 - by, b.Y0 - by, b.X1 + by, b.Y1 + by} }

// inside is the area within the frame that text may use.
func inside() Box { return frameBox().grown(-bandWidth - 8*pt) }

func frame() []Placed {
	outer := frameBox()
	lines := func(c Color, w Unit, boxes ...Box) Shape {
		var p path
		for _, b := range boxes {
			p.rect(b)
		}
		return Shape{Segs: p.segs, Ink: c, Width: w}
	}
	edges := figure("frame",
		lines(gold, 100, outer.grown(3*pt)),
		lines(gold, 35, outer, outer.grown(-bandWidth)),
		lines(goldPale, 35, outer.grown(-bandWidth-3*pt)),
	)
	half := bandWidth / 2
	tile := Placed{Figure: ribbon("band", bandPeriod, half-80, 4, bandInk, 25)}
	for i := range Unit(bandAcross) {
		x := outer.X0 + bandWidth + i*bandPeriod
		tile.At = append(tile.At, at(x, outer.Y0+half), at(x, outer.Y1-half))
	}
	for i := range Unit(bandDown) {
		y := outer.Y0 + bandWidth + i*bandPeriod
		tile.At = append(tile.At, turned(outer.X0+half, y, quarter, one), turned(outer.X1-half, y, quarter, one))
	}
	corner := Placed{Figure: cornerKnot(half)}
	for _, x := range []Unit{outer.X0 + half, outer.X1 - half} {
		for _, y := range []Unit{outer.Y0 + half, outer.Y1 - half} {
			corner.At = append(corner.At, at(x, y))
		}
	}
	return []Placed{tile, {Figure: edges, At: []Matrix{at(0, 0)}}, corner}
}

// cornerKnot fills the square where two bands meet.
func cornerKnot(half Unit) *Figure {
	var box, rings path
	box.rect(Box{-half, -half, half, half})
	for i := range Unit(3) {
		rings.circle(Point{}, half-100-i*120)
	}
	return figure("corner",
		Shape{Segs: box.segs, Ink: paper},
		Shape{Segs: box.segs, Ink: gold, Width: 35},
		Shape{Segs: rings.segs, Ink: gold, Width: 30},
	)
}
