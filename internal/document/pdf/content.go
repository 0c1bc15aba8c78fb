package pdf

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
)

// chooser finds the font resource and CID that draw a glyph.
type chooser interface {
	choose(g font.Glyph) (resource string, cid uint16)
}

// appendTexts writes all lines of text in one text object.
func appendTexts(b []byte, texts []page.Text, fonts chooser) []byte {
	if len(texts) == 0 {
		return b
	}
	b = append(b, "BT\n"...)
	var ink page.Color
	var track page.Unit
	inkSet := false
	for i := range texts {
		t := &texts[i]
		if !inkSet || t.Ink != ink {
			b = appendColor(b, t.Ink, "rg")
			ink, inkSet = t.Ink, true
		}
		if t.Track != track {
			b = append(appendUnit(b, t.Track), " Tc\n"...)
			track = t.Track
		}
		m := t.Turn
		if m == (page.Matrix{}) {
			m = page.Matrix{A: 1_000_000, D: 1_000_000, E: t.X, F: t.Y}
		}
		// Text stands upright in its own space: only the turn is mirrored.
		b = appendMatrix(b, page.Matrix{A: m.A, B: -m.B, C: -m.C, D: m.D, E: m.E, F: page.Height - m.F})
		b = append(b, " Tm\n"...)
		if t.Track < t.Size/4 {
			b = appendGlyphs(b, t, fonts)
			continue
		}
		// Readers would take letters spread so far for words of their own.
		b = append(b, "/Span << /ActualText <FEFF"...)
		for _, g := range t.Glyphs {
			b = appendUTF16(b, g.Text)
		}
		b = append(appendGlyphs(append(b, "> >> BDC\n"...), t, fonts), "EMC\n"...)
	}
	return append(b, "ET\n"...)
}

// appendGlyphs shows a line, changing fonts where its glyphs do.
func appendGlyphs(b []byte, t *page.Text, fonts chooser) []byte {
	current := ""
	for _, g := range t.Glyphs {
		name, cid := fonts.choose(g)
		if name != current {
			if current != "" {
				b = append(b, "> Tj\n"...)
			}
			b = append(append(append(b, '/'), name...), ' ')
			b = append(appendUnit(b, t.Size), " Tf\n<"...)
			current = name
		}
		b = appendHex4(b, cid)
	}
	if current != "" {
		b = append(b, "> Tj\n"...)
	}
	return b
}

func appendMatrix(b []byte, m page.Matrix) []byte {
	if upright := (page.Matrix{A: 1_000_000, D: 1_000_000, E: m.E, F: m.F}); m == upright { // nearly every line
		b = append(b, "1 0 0 1 "...)
	} else {
		for _, v := range [4]int32{m.A, m.B, m.C, m.D} {
			b = append(appendMillionth(b, v), ' ')
		}
	}
	b = append(appendUnit(b, m.E), ' ')
	return appendUnit(b, m.F)
}

// appendRules strokes straight lines.
func appendRules(b []byte, rules []page.Rule) []byte {
	var ink page.Color
	var width page.Unit
	for i, r := range rules {
		if i == 0 || r.Ink != ink {
			b = appendColor(b, r.Ink, "RG")
			ink = r.Ink
		}
		if r.Width != width {
			b = append(appendUnit(b, r.Width), " w\n"...)
			width = r.Width
		}
		b = append(appendUnit(b, r.From.X), ' ')
		b = append(appendUnit(b, page.Height-r.From.Y), " m "...)
		b = append(appendUnit(b, r.To.X), ' ')
		b = append(appendUnit(b, page.Height-r.To.Y), " l S\n"...)
	}
	return b
}

// appendCode fills a QR code's dark modules as one path, so that no seams show
// between them, on a white ground with the quiet zone.
func appendCode(b []byte, q *page.QR) []byte {
	if q.Size == 0 {
		return b
	}
	scale := int32(int64(q.Side) * 10_000 / int64(q.Size)) // millionths of a point per module
	quiet := q.Quiet()
	b = append(b, "q\n1 g\n"...)
	b = append(appendUnit(b, quiet.X0), ' ')
	b = append(appendUnit(b, page.Height-quiet.Y1), ' ')
	b = append(appendUnit(b, quiet.W()), ' ')
	b = append(appendUnit(b, quiet.H()), " re f\n0 g\n"...)
	b = appendMatrix(b, page.Matrix{A: scale, D: -scale, E: q.At.X, F: page.Height - q.At.Y})
	b = append(b, " cm\n"...)
	for y := range q.Size {
		var middle [4]byte
		row := append(appendSmall(append(middle[:0], ' '), y), ' ')
		for x, n := range q.Runs(y) {
			b = append(appendSmall(b, x), row...)
			b = append(appendSmall(b, n), " 1 re\n"...)
		}
	}
	return append(b, "f\nQ\n"...)
}

// appendFigure paints a figure's shapes in its own coordinates, y downwards.
func appendFigure(b []byte, f *page.Figure) []byte {
	for _, s := range f.Shapes {
		if s.Width > 0 {
			b = appendColor(b, s.Ink, "RG")
			b = append(appendUnit(b, s.Width), " w\n"...)
		} else {
			b = appendColor(b, s.Ink, "rg")
		}
		b = appendPath(b, s.Segs)
		if s.Width > 0 {
			b = append(b, "S\n"...)
		} else {
			b = append(b, "f\n"...)
		}
	}
	return b
}

func appendPath(b []byte, segs []page.Seg) []byte {
	var pen page.Point
	for _, s := range segs {
		switch s.Op {
		case page.MoveTo:
			b = append(appendPoints(b, s.P[0]), "m\n"...)
			pen = s.P[0]
		case page.LineTo:
			b = append(appendPoints(b, s.P[0]), "l\n"...)
			pen = s.P[0]
		case page.QuadTo:
			// The cubic of a quadratic: controls two thirds towards its one.
			c, e := s.P[0], s.P[1]
			b = append(appendPoints(b, twoThirds(pen, c), twoThirds(e, c), e), "c\n"...)
			pen = e
		case page.CubeTo:
			b = append(appendPoints(b, s.P[0], s.P[1], s.P[2]), "c\n"...)
			pen = s.P[2]
		case page.Close:
			b = append(b, "h\n"...)
		}
	}
	return b
}

func twoThirds(from, to page.Point) page.Point {
	return page.Point{X: from.X + (to.X-from.X)*2/3, Y: from.Y + (to.Y-from.Y)*2/3}
}

func appendPoints(b []byte, points ...page.Point) []byte {
	for _, p := range points {
		b = append(appendUnit(b, p.X), ' ')
		b = append(appendUnit(b, p.Y), ' ')
	}
	return b
}
