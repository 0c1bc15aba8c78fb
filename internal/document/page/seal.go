package page

import (
	"fmt"

	"yinxin.example/yinxin/internal/document/font"
)

// SealSide is the width and height of the visible seal: 38 mm.
const SealSide Unit = 10800

// Measures of the seal, from its centre.
const (
	sealRadius  = SealSide/2 - 40
	sealRim     = 210
	sealText    = 4050 // radius of the baseline of the authority's name
	sealArcMax  = 25500
	sealLetter  = 1180 // greatest height of a letter on the rim
	markHeight  = 1500
	markBase    = 300
	purposeBase = 2720
)

// SealBox is where the seal stands: across the issuer's name and the date.
func SealBox() Box {
	c := Point{rightColumn, sealCentre}
	return Box{c.X - SealSide/2, c.Y - SealSide/2, c.X + SealSide/2, c.Y + SealSide/2}
}

// Seal is the picture of an authority's seal in a square of SealSide. A
// demonstration's seal bears the project's mark and 演示, never a star.
func (l *Layout) Seal(authority string, demo bool) (*Figure, error) {
	mid := Point{SealSide / 2, SealSide / 2}
	var ring, letters path
	ring.circle(mid, sealRadius-sealRim/2)
	if err := l.onRim(&letters, mid, authority); err != nil {
		return nil, err
	}
	if demo {
		l.row(&letters, wordMark, font.Bold, mid, markBase, markHeight, 2*markHeight+100)
		l.row(&letters, wordDemo, font.Bold, mid, 1450, 850, 2400)
	} else {
		star(&letters, Point{mid.X, mid.Y - 200}, 1500)
	}
	l.row(&letters, wordSealPurpose, font.Bold, mid, purposeBase, 640, 5400)
	return figure("seal",
		Shape{Segs: ring.segs, Ink: cinnabar, Width: sealRim},
		Shape{Segs: letters.segs, Ink: cinnabar},
	), nil
}

// onRim sets a name round the upper rim. A long name gets narrower letters,
// then smaller ones.
func (l *Layout) onRim(p *path, mid Point, text string) error {
	glyphs, r, ok := l.fonts.Shape(nil, font.Bold, text)
	if !ok || len(glyphs) == 0 {
		return fmt.Errorf("page: no font draws %U of the seal's name", r)
	}
	n := int64(len(glyphs))
	step := min(int64(sealArcMax)/n, 2900) // hundredths of a degree
	// The arc of one step at the letters' middle, about 0.0174 rad per degree.
	room := Unit(int64(sealText+sealLetter/3) * step * 17453 / 100_000_000)
	high := min(sealLetter, room*3/2)
	wide := min(high, room*19/20)
	for i, g := range glyphs {
		a := degrees(step * (2*int64(i) - n + 1) / 2)
		m := turned(0, 0, a, one)
		foot := polar(sealText, a)
		sx, sy := int64(wide)*1000/int64(pt), int64(high)*1000/int64(pt)
		// Letters are scaled first, then turned about the foot of their middle.
		place := Matrix{
			A: int32(int64(m.A) * sx / one), B: int32(int64(m.B) * sx / one),
			C: int32(int64(m.C) * sy / one), D: int32(int64(m.D) * sy / one),
			E: mid.X + foot.X, F: mid.Y + foot.Y,
		}
		back := int64(g.Width) * int64(pt) / 2
		place.E -= Unit(int64(place.A) * back / one)
		place.F -= Unit(int64(place.B) * back / one)
		p.outline(l.fonts.Face(g.Face), g.ID, place)
	}
	return nil
}

// row sets fixed wording centred on a straight line below or above the centre,
// no wider than room.
func (l *Layout) row(p *path, text string, weight font.Weight, mid Point, base, size, room Unit) {
	glyphs, _, _ := l.fonts.Shape(nil, weight, text)
	size = largest(glyphs, room, size)
	x := mid.X - width(glyphs, size, 0)/2
	for _, g := range glyphs {
		p.outline(l.fonts.Face(g.Face), g.ID, scaled(x, mid.Y+base, int32(size)*1000/int32(pt)))
		x += width([]font.Glyph{g}, size, 0)
	}
}

// star is a five-pointed star.
func star(p *path, c Point, r Unit) {
	for i := range int64(10) {
		radius := r
		if i%2 == 1 {
			radius = r * 382 / 1000
		}
		q := polar(radius, degrees(i*3600))
		q = Point{c.X + q.X, c.Y + q.Y}
		if i == 0 {
			p.move(q)
		} else {
			p.line(q)
		}
	}
	p.close()
}
