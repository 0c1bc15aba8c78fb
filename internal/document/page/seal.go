package page

import (
	"fmt"

	"yinxin.example/yinxin/internal/document/font"
)

// sealSide is the width and height of the visible seal: 38 mm.
const sealSide Unit = 10800

// Measures of the seal, from its centre.
const (
	sealRadius = sealSide/2 - 40
	sealRim    = 210
	sealFine   = 40    // width of the fine line within the rim
	sealText   = 3840  // radius of the letters' foot
	sealArc    = 32000 // of the circle that text may take, in hundredths of a degree
	sealStep   = 1900  // greatest step from letter to letter
	sealLetter = 1120  // greatest height of a letter
	markHeight = 1750
	markBase   = -350
)

// SealBox is where the seal stands: across the issuer's name and the date.
func SealBox() Box {
	c := Point{rightColumn, sealCentre}
	return Box{c.X - sealSide/2, c.Y - sealSide/2, c.X + sealSide/2, c.Y + sealSide/2}
}

// SealSide is the width and height of the square that a seal is drawn in.
func SealSide() Unit { return sealSide }

// Seal is the picture of an authority's seal in a square of sealSide. A
// demonstration's seal bears the project's mark and 演示, never a star.
func (l *Layout) Seal(authority string, demo bool) (*Figure, error) {
	return l.sealOf(authority+wordSealPurpose, demo)
}

// ReportSeal is the picture of a seal on a report of checks, which says so.
func (l *Layout) ReportSeal(authority string, demo bool) (*Figure, error) {
	return l.sealOf(authority+wordReportPurpose, demo)
}

func (l *Layout) sealOf(name string, demo bool) (*Figure, error) {
	mid := Point{sealSide / 2, sealSide / 2}
	var ring, fine, letters path
	ring.circle(mid, sealRadius-sealRim/2)
	fine.circle(mid, sealRadius-sealRim-190)
	if err := l.onRim(&letters, mid, name); err != nil {
		return nil, err
	}
	if demo {
		l.row(&letters, wordMark, font.Bold, mid, markBase, markHeight, 2*markHeight)
		l.row(&letters, wordDemo, font.Bold, mid, 1950, 900, 2400)
	} else {
		star(&letters, Point{mid.X, mid.Y - 250}, 1450)
	}
	return figure("seal",
		Shape{Segs: ring.segs, Ink: cinnabar, Width: sealRim},
		Shape{Segs: fine.segs, Ink: cinnabar, Width: sealFine},
		Shape{Segs: letters.segs, Ink: cinnabar},
	), nil
}

// onRim sets text round the rim, its middle at the top. The more letters there
// are, the narrower and then the smaller they get.
func (l *Layout) onRim(p *path, mid Point, text string) error {
	glyphs, r, ok := l.fonts.Shape(nil, font.Bold, text)
	if !ok || len(glyphs) == 0 {
		return fmt.Errorf("page: no font draws %U of the seal's name", r)
	}
	n := int64(len(glyphs))
	step := min(sealArc/n, sealStep)
	// The arc of one step at the letters' foot; a degree is 0.017453 rad.
	room := Unit(sealText * step * 17453 / 100_000_000)
	high := min(sealLetter, room*3/2)
	wide := min(high, room)
	sx, sy := int64(wide)*1000/int64(pt), int64(high)*1000/int64(pt)
	for i, g := range glyphs {
		a := degrees(step * (2*int64(i) - n + 1) / 2)
		m, foot := turned(0, 0, a, one), polar(sealText, a)
		// Letters are scaled first, then turned about the foot of their middle.
		place := Matrix{
			A: int32(int64(m.A) * sx / one), B: int32(int64(m.B) * sx / one),
			C: int32(int64(m.C) * sy / one), D: int32(int64(m.D) * sy / one),
			E: mid.X + foot.X, F: mid.Y + foot.Y,
		}
		half := int64(g.Width) * int64(pt) / 2
		place.E -= Unit(int64(place.A) * half / one)
		place.F -= Unit(int64(place.B) * half / one)
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
