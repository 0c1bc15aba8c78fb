package page

import (
	"fmt"

	"yinxin.example/yinxin/internal/document/font"
)

const (
	microSize  Unit = 620
	microWidth Unit = 8000  // a longer scenario is set smaller to fit it
	microTurn       = -2400 // hundredths of a degree
	microRise  Unit = 3300  // of a line of microWidth so turned
	microRow   Unit = 4400
	microGap   Unit = 2600
)

// watermark repeats the scenario in pale microtext aslant over the page. It is
// drawn as shapes: it is there to be seen and copied badly, not to be read by
// machines, which have the scenario as text already.
func (l *Layout) watermark(scenario string) (Placed, error) {
	glyphs, r, ok := l.fonts.Shape(nil, font.Regular, scenario)
	if !ok {
		return Placed{}, fmt.Errorf("page: no font draws %U of the scenario", r)
	}
	size := largest(glyphs, microWidth, microSize)
	var p path
	x := Unit(0)
	for _, g := range glyphs {
		p.outline(l.fonts.Face(g.Face), g.ID, scaled(x, 0, int32(size)*1000/int32(pt)))
		x += width([]font.Glyph{g}, size, 0)
	}
	placed := Placed{Figure: figure("scenario", Shape{Segs: p.segs, Ink: microTint})}
	area := inside().grown(-8 * pt)
	for row, y := Unit(0), area.Y0+microRise; y < area.Y1; row, y = row+1, y+microRow {
		for at := area.X0 + row%2*(x+microGap)/2; at+x < area.X1; at += x + microGap {
			placed.At = append(placed.At, turned(at, y, degrees(microTurn), one))
		}
	}
	return placed, nil
}
