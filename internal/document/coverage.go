package document

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/fault"
)

// Coverage answers whether text can be drawn, without unpacking a font. It is
// safe for concurrent use.
type Coverage struct{ fonts *font.Coverage }

// NewCoverage knows the project's fonts and the TrueType fonts (*.ttf) of an
// operator's folder, "" for none.
func NewCoverage(extraFontDir string) (*Coverage, error) {
	c, err := font.NewCoverage(extraFontDir)
	if err != nil {
		return nil, fault.Wrap("document.NewCoverage", err)
	}
	return &Coverage{c}, nil
}

// Missing returns the first character of text that no font draws. A character
// with a variation selector counts as drawable only where a font has a glyph
// for the two together; private use, controls, marks that would need placing
// and what Unicode has not assigned never are.
func (c *Coverage) Missing(text string) (r rune, missing bool) { return c.fonts.Missing(text) }
