package page

import "yinxin.example/yinxin/internal/document/font"

// Text is one line of text in one size and colour.
type Text struct {
	Name   string // which field this is, by its property's name, or which wording
	Label  bool   // the field's label, not the field
	X, Y   Unit   // start of the baseline
	Size   Unit
	Track  Unit // added after every glyph
	Width  Unit // advance of the whole line
	Ink    Color
	Turn   Matrix // replaces X and Y where text stands aslant; zero otherwise
	Cell   Box    // where the text may stand
	Glyphs []font.Glyph
}

// Line boxes reach this far above and below the baseline, in thousandths of
// the size: what CJK glyphs fill, and Latin descenders.
const (
	rise = 880
	drop = 230
)

// Rule is a straight line.
type Rule struct {
	From, To Point
	Width    Unit
	Ink      Color
}

// Page is what a writer paints, in this order: paper, the words across it,
// art, rules, photo, code, texts.
type Page struct {
	Paper  Color  // fills the page; 0 leaves it as it is
	Across []Text // large and pale, under everything
	Art    []Placed
	Rules  []Rule
	Photo  Box // where the picture goes; zero for none
	Code   QR
	Texts  []Text

	glyphs []font.Glyph // arena of the texts
	words  []byte       // arena of what is composed
}

// Reset empties a page for use again, keeping its memory.
func (p *Page) Reset() {
	p.Paper, p.Photo, p.Code = 0, Box{}, QR{}
	p.Across, p.Art, p.Rules = p.Across[:0], p.Art[:0], p.Rules[:0]
	p.Texts, p.glyphs, p.words = p.Texts[:0], p.glyphs[:0], p.words[:0]
}
