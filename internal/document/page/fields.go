package page

import (
	"errors"
	"fmt"

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
	page     *Page
	composed composed
	err      error
}

// Variable lays out what differs from one copy to the next: statement, fields,
// photo, issuer and date, the block at the foot, code and closing line.
func (l *Layout) Variable(p *Page, s *statement.Statement, photo Picture) error {
	c := composer{Layout: l, page: p, composed: p.compose(s)}
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
	c.fit(name, c.shape(name, text, s.weight), cell, baseline, s)
}

// fit sets what is shaped into its cell.
func (c *composer) fit(name string, glyphs []font.Glyph, cell Box, baseline Unit, s style) {
	if !c.page.fit(name, glyphs, cell, baseline, s) {
		c.fail(&FieldError{Field: name, Err: ErrTooLong})
	}
}

// label sets a label spread to the width of four characters.
func (c *composer) label(name, text string, x, base, size Unit) {
	glyphs := c.words[text]
	t := Text{Name: name, Label: true, X: x, Y: base, Size: size, Ink: muted, Glyphs: glyphs}
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
	add("birthDate", labelBirthDate, c.composed.birthDate, true)
	add("maskedNumber", labelNumber, s.MaskedNumber, true)
	add("qualification", labelQualification, s.Qualification, true)
	add("level", labelLevel, level, true)
	add("specialty", labelSpecialty, s.Specialty, false)
	add("approvedOn", labelApprovedOn, c.composed.approvedOn, true)
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
