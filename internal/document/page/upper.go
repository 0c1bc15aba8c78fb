package page

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

// Measures of the sentence that the certificate makes.
const (
	sentenceSize Unit = 1420
	sentenceLead Unit = 2690
	sentenceBase Unit = statementTop + 1960
	sentenceGap  Unit = 400 // around the qualification
)

// statement sets the sentence, and the English name of the qualification below
// it. A qualification that is too long for the middle of the second line gets
// that line for itself.
func (c *composer) statement(s *statement.Statement) {
	cell := inside().grown(-30 * pt)
	base := sentenceBase
	opening, has, qualified := c.words[wordStatement], c.words[wordHas], c.words[wordQualified]
	name := c.shape("qualification", s.Qualification, font.Bold)
	around := width(has, sentenceSize, 0) + width(qualified, sentenceSize, 0) + 2*sentenceGap
	if fit := largest(name, cell.W()-around, sentenceSize); fit >= 1150 {
		c.phrases(cell, base, phrase{opening, sentenceSize})
		base += sentenceLead
		c.phrases(cell, base, phrase{has, sentenceSize}, phrase{name, fit}, phrase{qualified, sentenceSize})
	} else {
		c.phrases(cell, base, phrase{opening, sentenceSize}, phrase{has, sentenceSize})
		bold := style{size: sentenceSize, small: 1150, least: 800, lines: 2, align: centre, ink: ink}
		if !c.page.fit("statement", name, Box{cell.X0, base + 500, cell.X1, base + 2800}, 1900, bold) {
			c.fail(&FieldError{Field: "qualification", Err: ErrTooLong})
		}
		base += 4400
		c.phrases(cell, base, phrase{qualified, sentenceSize})
	}
	if s.EnglishName != "" {
		english := style{size: 1000, small: 800, least: 600, lines: 2, align: centre, ink: muted}
		c.put("englishName", s.EnglishName, Box{cell.X0, base + 900, cell.X1, base + 2900}, 1250, english)
	}
}

// phrase is a part of a line with a size of its own.
type phrase struct {
	glyphs []font.Glyph
	size   Unit
}

// phrases sets the parts of one line of the sentence, centred together.
func (c *composer) phrases(cell Box, base Unit, parts ...phrase) {
	whole := -sentenceGap
	for _, p := range parts {
		whole += width(p.glyphs, p.size, 0) + sentenceGap
	}
	x := cell.X0 + (cell.W()-whole)/2
	for _, p := range parts {
		w := width(p.glyphs, p.size, 0)
		c.page.line("statement", p.glyphs, Box{x, base - sentenceLead/2, x + w, base + 500}, base, p.size, style{ink: ink})
		x += w + sentenceGap
	}
}

// photo frames the picture, or says that there is none.
func (c *composer) photo(p Picture) {
	frame := Box{rightColumn - photoWidth/2, photoTop, rightColumn + photoWidth/2, photoTop + photoHeight}
	edge := frame.grown(60)
	for _, side := range [][2]Point{
		{{edge.X0, edge.Y0}, {edge.X1, edge.Y0}}, {{edge.X1, edge.Y0}, {edge.X1, edge.Y1}},
		{{edge.X1, edge.Y1}, {edge.X0, edge.Y1}}, {{edge.X0, edge.Y1}, {edge.X0, edge.Y0}},
	} {
		c.page.Rules = append(c.page.Rules, Rule{side[0], side[1], 40, goldPale})
	}
	if p.W <= 0 || p.H <= 0 {
		glyphs := c.words[wordNoPhoto]
		c.page.line("photo.none", glyphs, frame, photoTop+photoHeight/2+300, 1000, style{align: centre, ink: muted})
		return
	}
	w, h := frame.W(), Unit(int64(frame.W())*int64(p.H)/int64(p.W))
	if h > frame.H() {
		w, h = Unit(int64(frame.H())*int64(p.W)/int64(p.H)), frame.H()
	}
	x, y := frame.X0+(frame.W()-w)/2, frame.Y0+(frame.H()-h)/2
	c.page.Photo = Box{x, y, x + max(w, 1), y + max(h, 1)}
}

// issuer sets the authority and the date of issue, which the seal crosses.
func (c *composer) issuer(s *statement.Statement) {
	authority := style{size: 1280, small: 1000, least: 600, lines: 3, align: centre, ink: ink}
	c.put("authority", s.Authority, Box{rightLeft, issuerTop, rightRight, issuedTop - 200}, 2900, authority)
	date := style{size: 1230, small: 900, least: 900, lines: 1, align: centre, ink: ink}
	c.put("issuedOn", c.composed.issuedOn, Box{rightLeft, issuedTop, rightRight, issuedEnd}, 1400, date)
}
