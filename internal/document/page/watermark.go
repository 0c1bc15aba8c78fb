package page

import (
	"fmt"

	"yinxin.example/yinxin/internal/document/font"
)

const (
	microSize  = 620
	microTurn  = -2400 // hundredths of a degree
	microRow   = 4400
	microGap   = 2600
	microLimit = 40 // clusters of a scenario that are drawn
)

// watermark repeats the scenario in pale microtext aslant over the page. It is
// drawn as shapes: it is there to be seen and copied badly, not to be read by
// machines, which have the scenario as text already.
func (l *Layout) watermark(scenario string) (Placed, error) {
	glyphs, r, ok := l.fonts.Shape(nil, font.Regular, scenario)
	if !ok {
		return Placed{}, fmt.Errorf("page: no font draws %U of the scenario", r)
	}
	glyphs = glyphs[:min(len(glyphs), microLimit)]
	var p path
	x := Unit(0)
	for _, g := range glyphs {
		p.outline(l.fonts.Face(g.Face), g.ID, scaled(x, 0, microSize*1000/int32(pt)))
		x += width([]font.Glyph{g}, microSize, 0)
	}
	placed := Placed{Figure: figure("scenario", Shape{Segs: p.segs, Ink: microTint})}
	area := inside()
	for row, y := Unit(0), area.Y0+pt*20; y < area.Y1-pt*6; row, y = row+1, y+microRow {
		for at := area.X0 + pt*8 + row%2*(x+microGap)/2; at+x < area.X1; at += x + microGap {
			placed.At = append(placed.At, turned(at, y+microRow/3, degrees(microTurn), one))
		}
	}
	return placed, nil
}
