package page

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

// ErrTooLong says that a text does not fit its place at any readable size.
var ErrTooLong = errors.New("page: text does not fit its place")

// ErrMissing says that no font draws a character.
var ErrMissing = errors.New("page: no font draws a character")

// FieldError names the field of the statement that cannot be printed.
type FieldError struct {
	Field string
	Rune  rune // the character no font draws, for ErrMissing
	Err   error
}

// Error names the field, never its content.
func (e *FieldError) Error() string { return fmt.Sprintf("%v: %s", e.Err, e.Field) }

// Unwrap returns ErrTooLong or ErrMissing.
func (e *FieldError) Unwrap() error { return e.Err }

// Picture is the photo's size in pixels; zero for none.
type Picture struct{ W, H int }

// composer writes one certificate's own part onto a page.
type composer struct {
	*Layout
	page *Page
	err  error
}

// Variable lays out what differs from one copy to the next: statement, fields,
// photo, issuer and date, the block at the foot, code and closing line.
func (l *Layout) Variable(p *Page, s *statement.Statement, photo Picture) error {
	c := composer{Layout: l, page: p}
	c.statement(s)
	c.fields(s)
	c.photo(photo)
	c.issuer(s)
	c.foot(s)
	c.closing(s)
	return c.err
}

// shape returns the glyphs of a field's text, kept in the page's arena.
func (c *composer) shape(name, text string, weight font.Weight) []font.Glyph {
	from := len(c.page.glyphs)
	glyphs, r, ok := c.fonts.Shape(c.page.glyphs, weight, text)
	c.page.glyphs = glyphs
	if !ok {
		c.fail(&FieldError{Field: name, Rune: r, Err: ErrMissing})
	}
	return glyphs[from:len(glyphs):len(glyphs)]
}

func (c *composer) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// put shapes a text and fits it into its cell.
func (c *composer) put(name, text string, cell Box, baseline Unit, s style) {
	if !c.page.fit(name, c.shape(name, text, s.weight), cell, baseline, s) {
		c.fail(&FieldError{Field: name, Err: ErrTooLong})
	}
}

// label sets a label spread to the width of four characters.
func (c *composer) label(name, text string, x, base, size Unit) {
	glyphs := c.words[text]
	t := Text{Name: name + ".label", X: x, Y: base, Size: size, Ink: muted, Glyphs: glyphs}
	plain := width(glyphs, size, 0)
	if n := Unit(len(glyphs)); n > 1 {
		t.Track = (4*size - plain) / (n - 1)
	}
	t.Width = plain + t.Track*Unit(len(glyphs)-1)
	t.Cell = Box{x, base - size, x + 4*size + 1, base + size/3}
	c.page.Texts = append(c.page.Texts, t)
}

// field is one row: a name for tests and writers, its label, its text.
type field struct{ name, label, text string }

func (c *composer) fields(s *statement.Statement) {
	var rows [10]field
	n := 0
	add := func(name, label, text string, needed bool) {
		if needed || text != "" {
			rows[n] = field{name, label, text}
			n++
		}
	}
	level := s.Level
	if level == "" {
		level = wordNone
	}
	add("name", labelName, s.Name, true)
	add("sex", labelSex, s.Sex, true)
	add("birthDate", labelBirthDate, s.BirthDate.Chinese(), true)
	add("maskedNumber", labelNumber, s.MaskedNumber, true)
	add("qualification", labelQualification, s.Qualification, true)
	add("level", labelLevel, level, true)
	add("specialty", labelSpecialty, s.Specialty, false)
	add("approvedOn", labelApprovedOn, s.ApprovedOn.Chinese(), true)
	add("managementNumber", labelManagement, s.ManagementNumber, false)
	add("queryNumber", labelQuery, s.QueryNumber, false)

	pitch := min(rowMost, (fieldsEnd-fieldsTop)/Unit(n))
	for i, f := range rows[:n] {
		y := fieldsTop + Unit(i)*pitch
		c.row(f, s, Box{valueColumn, y + 150, valueEnd, y + pitch - 100}, pitch)
	}
}

// row sets one field above its hairline.
func (c *composer) row(f field, s *statement.Statement, cell Box, pitch Unit) {
	value := style{size: 1350, small: 900, least: 600, lines: 3, ink: ink}
	base := pitch - 150 - 960
	c.label(f.name, f.label, labelColumn, cell.Y0+base, 1130)
	if f.name == "maskedNumber" && s.DocumentType != "" {
		// The kind of document stands small at the end of the number's row.
		kind := Box{cell.X1 - 10500, cell.Y0, cell.X1, cell.Y1}
		glyphs := c.shape("documentType", s.DocumentType, font.Regular)
		size := largest(glyphs, kind.W(), 900)
		kind.X0 = kind.X1 - width(glyphs, size, 0)
		c.page.line("documentType", glyphs, kind, cell.Y0+base, size, style{ink: muted})
		cell.X1 = kind.X0 - 600
	}
	c.put(f.name, f.text, cell, base, value)
	y := cell.Y1 + 50
	c.page.Rules = append(c.page.Rules, Rule{Point{valueColumn, y}, Point{valueEnd, y}, 45, hairline})
}

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
	c.put("issuedOn", s.IssuedOn.Chinese(), Box{rightLeft, issuedTop, rightRight, issuedEnd}, 1400, date)
}

// foot sets the endorsement, or that none is needed, and the code beside it.
func (c *composer) foot(s *statement.Statement) {
	value := style{size: 1130, small: 900, least: 550, lines: 2, ink: ink}
	head := style{size: 1300, small: 1300, least: 1300, weight: font.Bold, ink: ink}
	title, made, code := wordEndorsement, s.MadeAt.In(civil.Shanghai()), labelCode
	var rows [5]field
	n := 0
	if s.Endorsed() {
		rows[0] = field{"scenario", labelScenario, s.Scenario}
		rows[1] = field{"validUntil", labelValidUntil, s.ValidUntil.Chinese()}
		n = 2
	} else {
		title, code = wordNotNeeded, labelFileCode
	}
	rows[n] = field{"maker", labelMaker, s.Authority}
	rows[n+1] = field{"madeAt", labelMadeAt, stamp(made)}
	rows[n+2] = field{"code", code, hyphenated(s.Code)}
	n += 3

	c.page.line("foot.head", c.bold[title], Box{labelColumn, footHead - 1300, footEnd, footHead + 400}, footHead, 1300, head)
	y := Unit(footRows)
	if !s.Endorsed() {
		c.page.line("foot.note", c.words[wordNotNeededMore], Box{labelColumn, y, footEnd, y + footPitch}, y+1230, 1060, style{ink: ink})
		y += footPitch + 300
	}
	for _, f := range rows[:n] {
		st := value
		if f.name == "validUntil" {
			st.weight = font.Bold
		}
		c.label(f.name, f.label, labelColumn, y+1230, 1060)
		c.put(f.name, f.text, Box{footValue, y + 30, footEnd, y + footPitch - 30}, 1200, st)
		y += footPitch
	}
}

// closing sets the QR code with its caption, and the last line.
func (c *composer) closing(s *statement.Statement) {
	code, err := encodeQR(s.Address)
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

// host is the part of an address that people recognise: scheme and path cut off.
func host(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// stamp prints an instant as 2026年11月22日 12:31:07.
func stamp(t time.Time) string {
	var b [40]byte
	return civil.Of(t).Chinese() + string(t.AppendFormat(b[:0], " 15:04:05"))
}

// hyphenated groups a code in fours: XXXX-XXXX-XXXX-X.
func hyphenated(code string) string {
	var b [32]byte
	out := b[:0]
	for i := 0; i < len(code) && len(out) < len(b)-2; i++ {
		if i > 0 && i%4 == 0 {
			out = append(out, '-')
		}
		out = append(out, code[i])
	}
	return string(out)
}
