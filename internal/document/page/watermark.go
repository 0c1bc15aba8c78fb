package page

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

const (
	microSize  Unit = 620
	microWidth Unit = 8000  // a longer scenario is set smaller to fit it
	microTurn       = -2400 // hundredths of a degree
	microRise  Unit = 3300  // of a line of microWidth so turned
	namedWidth Unit = 20000 // where a recipient stands beside the scenario
	microRow   Unit = 4400
	microGap   Unit = 2600
)

// Mark is what the watermark of a copy says.
type Mark struct {
	Scenario  string // "" for no watermark
	Recipient string // "" for nobody in particular
}

// MarkOf is the mark of a statement's copy.
func MarkOf(s *statement.Statement) Mark { return Mark{s.Scenario, s.Recipient} }

// watermark repeats the mark in pale microtext aslant over the page. It is
// drawn as shapes: it is there to be seen and copied badly, not to be read by
// machines, which have its words as text already.
func (l *Layout) watermark(m Mark) (Placed, error) {
	text, field, widest := m.Scenario, "scenario", microWidth
	if m.Recipient != "" {
		text, field, widest = m.Scenario+" · "+m.Recipient, "recipient", namedWidth
	}
	glyphs, r, ok := l.fonts.Shape(nil, font.Regular, text)
	if !ok {
		return Placed{}, &FieldError{Field: field, Rune: r, Err: ErrMissing}
	}
	size := largest(glyphs, widest, microSize)
	var p path
	x := Unit(0)
	for _, g := range glyphs {
		p.outline(l.fonts.Face(g.Face), g.ID, scaled(x, 0, int32(size)*1000/int32(pt)))
		x += width([]font.Glyph{g}, size, 0)
	}
	placed := Placed{Figure: figure("scenario", Shape{Segs: p.segs, Ink: microTint})}
	area := inside().grown(-8 * pt)
	rise := max(microRise, x*microRise/microWidth)
	for row, y := Unit(0), area.Y0+rise; y < area.Y1; row, y = row+1, y+microRow {
		for at := area.X0 + row%2*(x+microGap)/2; at+x < area.X1; at += x + microGap {
			placed.At = append(placed.At, turned(at, y, degrees(microTurn), one))
		}
	}
	return placed, nil
}
