package page

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

// statement sets the sentence that the certificate makes, and the English
// name of the qualification below it.
func (c *composer) statement(s *statement.Statement) {
	const size, lead = 1420, 2690
	in := inside().grown(-30 * pt)
	body := style{size: size, small: size, least: size, lines: 1, align: centre, ink: ink}
	bold := style{size: size, small: 1150, least: 800, lines: 2, weight: font.Bold, align: centre, ink: ink}
	base := Unit(statementTop + 1960)
	c.page.line("statement", c.words[wordStatement], Box{in.X0, base - lead/2, in.X1, base + lead/4}, base, size, body)
	base += lead

	has, qualified := c.words[wordHas], c.words[wordQualified]
	name := c.shape("statement.qualification", s.Qualification, font.Bold)
	const gap = 400
	around := width(has, size, 0) + width(qualified, size, 0) + 2*gap
	fit := largest(name, in.W()-around, size)
	if fit >= bold.small {
		w := width(name, fit, 0)
		x := in.X0 + (in.W()-around-w)/2
		flush := func(n string, g []font.Glyph, sz, ww Unit, col Color) {
			c.page.line(n, g, Box{x, base - lead/2, x + ww, base + lead/4}, base, sz, style{ink: col})
			x += ww + gap
		}
		flush("statement.has", has, size, width(has, size, 0), ink)
		flush("statement.qualification", name, fit, w, ink)
		flush("statement.qualified", qualified, size, width(qualified, size, 0), ink)
	} else {
		base -= 300
		if !c.page.fit("statement.qualification", name, Box{in.X0, base - 1500, in.X1, base + 900}, 1500, bold) {
			c.fail(&FieldError{Field: "qualification", Err: ErrTooLong})
		}
		base += 2500
		x := in.X0 + (in.W()-around+gap)/2
		c.page.line("statement.has", has, Box{x, base - 1400, x + width(has, size, 0), base + 500}, base, size, style{ink: ink})
		x += width(has, size, 0) + gap
		c.page.line("statement.qualified", qualified, Box{x, base - 1400, x + width(qualified, size, 0), base + 500}, base, size, style{ink: ink})
	}
	if s.EnglishName != "" {
		base += 2150
		english := style{size: 1000, small: 800, least: 600, lines: 2, align: centre, ink: muted}
		c.put("englishName", s.EnglishName, Box{in.X0, base - 1000, in.X1, base + 900}, 1000, english)
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
