package page

import (
	"fmt"
	"slices"

	"yinxin.example/yinxin/internal/document/font"
)

// Where things stand. Fields are on the left, the photo and the seal share an
// axis on the right, the endorsement is below the line.
const (
	titleBase   = 15300
	titleSize   = 3830
	titleTrack  = 1000
	englishBase = 17950
	englishSize = 1010

	statementTop = 21800

	labelColumn = 8500
	valueColumn = 15300
	valueEnd    = 38200
	fieldsTop   = 33000
	fieldsEnd   = 60400
	rowMost     = 2950 // pitch of the rows where there are few

	rightColumn = 45950 // axis of photo, seal, issuer and code
	rightLeft   = 39400
	rightRight  = 52500
	photoTop    = 33000
	photoWidth  = 8500
	photoHeight = 11900
	sealCentre  = 52500
	issuerTop   = 50450
	issuedTop   = 54600
	issuedEnd   = 56800

	footLeft    = 6800
	footLine    = 63500
	footHead    = 65900
	footRows    = 66850
	footPitch   = 1800
	footRowsEnd = 76800
	footValue   = 14200
	footEnd     = 38200
	codeSide    = 7600
	codeTop     = 65000
	captionBase = 74450
	closingBase = 77900
	closingSize = 820
)

// Layout lays out certificates with one set of fonts. It is safe for
// concurrent use.
type Layout struct {
	fonts  *font.Set
	words  map[string][]font.Glyph // fixed wording in the regular weight
	bold   map[string][]font.Glyph // and in bold
	codes  []codePlan
	ground []Placed
}

// NewLayout shapes all fixed wording, and plans the codes, once.
func NewLayout(fonts *font.Set) (*Layout, error) {
	codes, err := newCodePlans()
	if err != nil {
		return nil, err
	}
	l := &Layout{fonts: fonts, codes: codes, words: map[string][]font.Glyph{}, bold: map[string][]font.Glyph{}}
	for weight, texts := range map[font.Weight][]string{font.Regular: fixedRegular(), font.Bold: fixedBold()} {
		for _, text := range texts {
			glyphs, r, ok := fonts.Shape(nil, weight, text)
			if !ok {
				return nil, fmt.Errorf("page: no font draws %U of the fixed wording", r)
			}
			if weight == font.Bold {
				l.bold[text] = glyphs
			} else {
				l.words[text] = glyphs
			}
		}
	}
	l.ground = rosette(Point{Width / 2, 42500})
	return l, nil
}

// Common lists what a fixed font subset of each weight must be able to draw.
func Common() (regular, bold []string) { return fixedRegular(), fixedBold() }

// Fixed is the part that all copies with one mark share: paper, guilloche,
// frame, title and, in a demonstration, 演示 across the whole page.
func (l *Layout) Fixed(m Mark, demo bool) (*Page, error) {
	p := &Page{Paper: paper, Art: slices.Clone(l.ground)}
	if m.Scenario != "" {
		micro, err := l.watermark(m)
		if err != nil {
			return nil, err
		}
		p.Art = append(p.Art, micro)
	}
	p.Art = append(p.Art, frame()...)
	if demo {
		p.Across = l.across(l.bold[wordDemo], demoTint)
	}
	in := inside()
	l.spaced(p, "title", l.bold[wordTitle], titleBase, titleSize, titleTrack, ink, in)
	l.spaced(p, "title.en", l.words[wordEnglishTitle], englishBase, englishSize, 125, muted, in)
	p.Rules = append(p.Rules, Rule{Point{footLeft, footLine}, Point{Width - footLeft, footLine}, 60, goldPale})
	return p, nil
}

// spaced sets letterspaced text centred on the page.
func (l *Layout) spaced(p *Page, name string, glyphs []font.Glyph, base, size, track Unit, c Color, cell Box) {
	w := width(glyphs, size, track) - track
	p.Texts = append(p.Texts, Text{
		Name: name, X: (Width - w) / 2, Y: base, Size: size, Track: track, Width: w, Ink: c, Glyphs: glyphs,
		Cell: Box{cell.X0, base - size, cell.X1, base + size/3},
	})
}

// across sets two large characters aslant over the whole page, one in each
// half of its diagonal.
func (l *Layout) across(glyphs []font.Glyph, c Color) []Text {
	const size = 23500
	var texts []Text
	for i, g := range glyphs {
		m := turned(0, 0, degrees(-3600), one)
		mid := Point{19000 + Unit(i)*20500, 49500 - Unit(i)*14900}
		origin := m.Apply(Point{-size / 2, size * 38 / 100})
		m.E, m.F = mid.X+origin.X, mid.Y+origin.Y
		texts = append(texts, Text{Name: "across", Size: size, Ink: c, Turn: m, Glyphs: glyphs[i : i+1], Width: size * Unit(g.Width) / 1000})
	}
	return texts
}
