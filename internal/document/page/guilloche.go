package page

// woven is a ring of interlaced sine curves about the origin, the ground of a
// security print: lobes waves round the circle, drawn strands times with
// shifted phase. Only one lobe is described; the ring is that lobe placed
// lobes times.
type woven struct {
	radius, swing  Unit
	lobes, strands int
	ink            Color
	width          Unit
}

// curvePieces is how many Bézier curves draw one wave.
const curvePieces = 6

func (w woven) figure(name string) *Figure {
	step := turn / angle(w.lobes)
	var p path
	for s := range w.strands {
		phase := turn * angle(s) / angle(w.strands)
		p.curve(curvePieces, func(i int) Point {
			at := step * angle(i) / curvePieces
			wave, _ := sincos(turn*angle(i)/curvePieces + phase)
			return polar(w.radius+Unit(int64(w.swing)*wave>>fixed), at)
		})
	}
	return figure(name, Shape{Segs: p.segs, Ink: w.ink, Width: w.width})
}

// placed repeats the lobe round a centre.
func (w woven) placed(name string, centre Point) Placed {
	p := Placed{Figure: w.figure(name)}
	for i := range w.lobes {
		p.At = append(p.At, turned(centre.X, centre.Y, turn*angle(i)/angle(w.lobes), one))
	}
	return p
}

// rosette is the ground behind the fields: three woven rings, each within the
// next, so that the eye finds a centre and a copier finds hairlines.
func rosette(centre Point) []Placed {
	return []Placed{
		woven{radius: 205 * pt, swing: 34 * pt, lobes: 36, strands: 8, ink: web, width: 28}.placed("ring1", centre),
		woven{radius: 133 * pt, swing: 40 * pt, lobes: 24, strands: 8, ink: webWarm, width: 28}.placed("ring2", centre),
		woven{radius: 58 * pt, swing: 36 * pt, lobes: 18, strands: 6, ink: web, width: 28}.placed("ring3", centre),
		woven{radius: 14 * pt, swing: 9 * pt, lobes: 12, strands: 4, ink: webWarm, width: 25}.placed("ring4", centre),
	}
}

// ribbon is one period of a band of interlaced waves: length long, along x,
// the waves swinging about y = 0.
func ribbon(name string, length, swing Unit, strands int, c Color, lineWidth Unit) *Figure {
	var p path
	for s := range strands {
		phase := turn * angle(s) / angle(strands)
		p.curve(curvePieces, func(i int) Point {
			wave, _ := sincos(turn*angle(i)/curvePieces + phase)
			return Point{length * Unit(i) / curvePieces, Unit(int64(swing) * wave >> fixed)}
		})
	}
	return figure(name, Shape{Segs: p.segs, Ink: c, Width: lineWidth})
}
