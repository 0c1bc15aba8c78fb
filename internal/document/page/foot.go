package page

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

// foot sets the endorsement, or that none is needed, and the code beside it.
func (c *composer) foot(s *statement.Statement) {
	value := style{size: 1130, small: 900, least: 550, lines: 2, ink: ink}
	head := style{size: 1300, small: 1300, least: 1300, weight: font.Bold, ink: ink}
	title, code := wordEndorsement, labelCode
	var rows [6]field
	n := 0
	var recipient []font.Glyph
	if s.Endorsed() {
		rows[0] = field{"scenario", labelScenario, s.Scenario}
		n = 1
		if s.Recipient != "" {
			rows[n] = field{"recipient", labelRecipient, s.Recipient}
			recipient = c.shape("recipient", s.Recipient, value.weight)
			n++
		}
		rows[n] = field{"validUntil", labelValidUntil, c.composed.validUntil}
		n++
	} else {
		title, code = wordNotNeeded, labelFileCode
	}
	rows[n] = field{"maker", labelMaker, s.Authority}
	rows[n+1] = field{"madeAt", labelMadeAt, c.composed.madeAt}
	rows[n+2] = field{"code", code, c.composed.code}
	n += 3

	c.page.line("foot.head", c.bold[title], Box{labelColumn, footHead - 1300, footEnd, footHead + 400}, footHead, 1300, head)
	y := Unit(footRows)
	if !s.Endorsed() {
		c.page.line("foot.note", c.words[wordNotNeededMore], Box{labelColumn, y, footEnd, y + footPitch}, y+1230, 1060, style{ink: ink})
		y += footPitch + 300
	}
	// A recipient too long for one line takes the height of two rows, so that
	// it need not be set in small print.
	lines, tall := n, largest(recipient, footEnd-footValue, value.size) < value.small
	if tall {
		lines++
	}
	pitch := min(footPitch, (footRowsEnd-footRows)/Unit(lines))
	base := min(1230, pitch-320)
	for _, f := range rows[:n] {
		st, cell := value, Box{footValue, y + 30, footEnd, y + pitch - 30}
		c.label(f.name, f.label, labelColumn, y+base, 1060)
		switch {
		case f.name == "recipient" && tall:
			cell.Y1 += pitch
			y += pitch
			fallthrough
		case f.name == "recipient":
			c.fit(f.name, recipient, cell, base-30, st)
		case f.name == "validUntil":
			st.weight = font.Bold
			fallthrough
		default:
			c.put(f.name, f.text, cell, base-30, st)
		}
		y += pitch
	}
}

// closing sets the QR code with its caption, and the last line.
func (c *composer) closing(s *statement.Statement) {
	code, err := encode(c.codes, s.Address)
	if err != nil {
		c.fail(&FieldError{Field: "address", Err: ErrTooLong})
		return
	}
	code.At, code.Side = Point{rightColumn - codeSide/2, codeTop}, codeSide
	c.page.Code = code
	c.page.line("scan", c.words[wordScan], Box{rightLeft, captionBase - 900, rightRight, captionBase + 300}, captionBase, 820, style{align: centre, ink: muted})

	from := len(c.page.glyphs)
	if s.Endorsed() {
		c.page.glyphs = append(c.page.glyphs, c.words[wordOnlyWithin]...)
	}
	c.page.glyphs = append(c.page.glyphs, c.words[wordAsVerifiedFrom]...)
	c.shape("address", host(s.Address), font.Regular)
	c.page.glyphs = append(c.page.glyphs, c.words[wordAsVerifiedTo]...)
	line := c.page.glyphs[from:len(c.page.glyphs):len(c.page.glyphs)]
	in := inside()
	if !c.page.fit("closing", line, Box{in.X0, closingBase - 900, in.X1, closingBase + 300}, 900, style{size: closingSize, small: 500, least: 400, lines: 1, align: centre, ink: muted}) {
		c.fail(&FieldError{Field: "address", Err: ErrTooLong})
	}
}
