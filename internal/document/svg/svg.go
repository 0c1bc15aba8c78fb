// Package svg writes a laid-out certificate as a preview in SVG 1.1. Glyphs
// are outlines, so that it looks the same wherever it is shown and needs no
// font; what it says stands beside them in words.
package svg

import (
	"encoding/base64"
	"html"
	"strconv"

	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
)

// Preview is a page to be shown, not kept: it has no code.
type Preview struct {
	Fonts  *font.Set
	Ground *page.Page
	Page   *page.Page
	Over   []page.Text // lies over everything, as a stamp does
	Seal   *page.Figure
	SealAt page.Box
	Photo  []byte // JPEG; nil for none
	Fields []page.Line
}

// writer collects the drawing; glyphs and figures are defined once, where they
// are first used.
type writer struct {
	fonts *font.Set
	b     []byte
	known map[uint32]bool
}

// Bytes is the file.
func (v Preview) Bytes() []byte {
	w := &writer{fonts: v.Fonts, known: map[uint32]bool{}}
	w.str(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" lang="zh-CN" xml:lang="zh-CN" viewBox="0 0 595.28 841.89" width="595.28" height="841.89" role="img" aria-labelledby="certificate-title certificate-text">`)
	w.words(v.Fields)
	w.str(`<rect width="595.28" height="841.89" fill="`)
	w.color(v.Ground.Paper)
	w.str(`"/>`)
	w.texts(v.Ground.Across)
	w.art(v.Ground.Art)
	w.rules(v.Ground.Rules)
	w.texts(v.Ground.Texts)
	w.rules(v.Page.Rules)
	w.photo(v.Page.Photo, v.Photo)
	w.texts(v.Page.Texts)
	w.str(`<g style="mix-blend-mode:multiply">`)
	w.art([]page.Placed{{Figure: v.Seal, At: []page.Matrix{{A: 1_000_000, D: 1_000_000, E: v.SealAt.X0, F: v.SealAt.Y0}}}})
	w.str(`</g><g style="mix-blend-mode:multiply">`)
	w.texts(v.Over)
	w.str("</g></svg>\n")
	return w.b
}

func (w *writer) str(s string) { w.b = append(w.b, s...) }

func (w *writer) words(fields []page.Line) {
	w.str(`<title id="certificate-title">职业资格证书（预览）</title><desc id="certificate-text">`)
	for i, f := range fields {
		if i > 0 {
			w.str("；")
		}
		w.str(html.EscapeString(f.Label + "：" + f.Text))
	}
	w.str("。</desc>")
}

func (w *writer) art(art []page.Placed) {
	for _, a := range art {
		if len(a.At) == 1 {
			w.str(`<g transform="matrix(`)
			w.matrix(a.At[0])
			w.str(`)">`)
			w.figure(a.Figure)
			w.str(`</g>`)
			continue
		}
		w.str(`<defs><g id="f-` + a.Figure.Name + `">`)
		w.figure(a.Figure)
		w.str(`</g></defs>`)
		for _, m := range a.At {
			w.str(`<use xlink:href="#f-` + a.Figure.Name + `" transform="matrix(`)
			w.matrix(m)
			w.str(`)"/>`)
		}
	}
}

func (w *writer) figure(f *page.Figure) {
	for _, s := range f.Shapes {
		if s.Width > 0 {
			w.str(`<path fill="none" stroke="`)
			w.color(s.Ink)
			w.str(`" stroke-width="`)
			w.unit(s.Width)
		} else {
			w.str(`<path fill="`)
			w.color(s.Ink)
		}
		w.str(`" d="`)
		for _, seg := range s.Segs {
			w.seg(seg)
		}
		w.str(`"/>`)
	}
}

func (w *writer) seg(s page.Seg) {
	op, n := byte('Z'), 0
	switch s.Op {
	case page.MoveTo:
		op, n = 'M', 1
	case page.LineTo:
		op, n = 'L', 1
	case page.QuadTo:
		op, n = 'Q', 2
	case page.CubeTo:
		op, n = 'C', 3
	}
	w.b = append(w.b, op)
	for i, p := range s.P[:n] {
		if i > 0 {
			w.b = append(w.b, ' ')
		}
		w.unit(p.X)
		w.b = append(w.b, ' ')
		w.unit(p.Y)
	}
}

func (w *writer) rules(rules []page.Rule) {
	for _, r := range rules {
		w.str(`<path stroke="`)
		w.color(r.Ink)
		w.str(`" stroke-width="`)
		w.unit(r.Width)
		w.str(`" d="`)
		w.seg(page.Seg{Op: page.MoveTo, P: [3]page.Point{r.From}})
		w.seg(page.Seg{Op: page.LineTo, P: [3]page.Point{r.To}})
		w.str(`"/>`)
	}
}

func (w *writer) photo(box page.Box, jpeg []byte) {
	if len(jpeg) == 0 || box.W() <= 0 {
		return
	}
	w.str(`<image x="`)
	w.unit(box.X0)
	w.str(`" y="`)
	w.unit(box.Y0)
	w.str(`" width="`)
	w.unit(box.W())
	w.str(`" height="`)
	w.unit(box.H())
	w.str(`" preserveAspectRatio="none" xlink:href="data:image/jpeg;base64,`)
	w.b = base64.StdEncoding.AppendEncode(w.b, jpeg)
	w.str(`"/>`)
}

func (w *writer) texts(texts []page.Text) {
	for i := range texts {
		t := &texts[i]
		w.define(t.Glyphs)
		w.str(`<g aria-hidden="true" fill="`)
		w.color(t.Ink)
		w.str(`" transform="matrix(`)
		m := t.Turn
		if m == (page.Matrix{}) {
			m = page.Matrix{A: 1_000_000, D: 1_000_000, E: t.X, F: t.Y}
		}
		w.matrix(m)
		w.str(`) scale(`)
		w.number(int64(t.Size)*10, 6)
		w.str(`)">`)
		// Inside, one em is a thousand units.
		x := int64(0)
		for _, g := range t.Glyphs {
			w.str(`<use xlink:href="#g`)
			w.glyphID(g)
			w.str(`" x="`)
			w.number(x, 3)
			w.str(`"/>`)
			x += int64(g.Width)*1000 + int64(t.Track)*1_000_000/int64(max(t.Size, 1))
		}
		w.str(`</g>`)
	}
}

func (w *writer) define(glyphs []font.Glyph) {
	for _, g := range glyphs {
		key := uint32(g.Face)<<16 | uint32(g.ID)
		if w.known[key] {
			continue
		}
		w.known[key] = true
		w.str(`<defs><path id="g`)
		w.glyphID(g)
		w.str(`" d="`)
		for _, s := range page.GlyphPath(w.fonts.Face(g.Face), g.ID) {
			w.seg(s)
		}
		w.str(`"/></defs>`)
	}
}

func (w *writer) glyphID(g font.Glyph) {
	w.b = strconv.AppendUint(w.b, uint64(g.Face), 10)
	w.b = append(w.b, '-')
	w.b = strconv.AppendUint(w.b, uint64(g.ID), 10)
}

func (w *writer) matrix(m page.Matrix) {
	for _, v := range [4]int32{m.A, m.B, m.C, m.D} {
		w.number(int64(v), 6)
		w.b = append(w.b, ' ')
	}
	w.unit(m.E)
	w.b = append(w.b, ' ')
	w.unit(m.F)
}

func (w *writer) unit(u page.Unit) { w.number(int64(u), 2) }

// number writes v divided by 10^places, without idle zeros.
func (w *writer) number(v int64, places int) {
	if v < 0 {
		w.b, v = append(w.b, '-'), -v
	}
	div := int64(1)
	for range places {
		div *= 10
	}
	w.b = strconv.AppendInt(w.b, v/div, 10)
	rest := v % div
	if rest == 0 {
		return
	}
	w.b = append(w.b, '.')
	for rest > 0 {
		div /= 10
		w.b = append(w.b, byte('0'+rest/div))
		rest %= div
	}
}

func (w *writer) color(c page.Color) {
	const digits = "0123456789abcdef"
	w.b = append(w.b, '#')
	for shift := 20; shift >= 0; shift -= 4 {
		w.b = append(w.b, digits[c>>shift&15])
	}
}
