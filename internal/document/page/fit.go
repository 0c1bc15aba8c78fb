package page

import (
	"yinxin.example/yinxin/internal/document/font"
)

// align says where a line stands in its cell.
type align uint8

const (
	left align = iota
	centre
)

// style is how text is set and how far it may give way: it shrinks from Size
// to small, then wraps into at most lines lines, then shrinks on to least.
type style struct {
	size, small, least Unit
	lines              int
	weight             font.Weight
	align              align
	ink                Color
}

// leading is the distance of baselines, in hundredths of the size.
const leading = 122

// width is the advance of glyphs at a size. Every glyph is rounded on its own
// nowhere: the sum is, once.
func width(glyphs []font.Glyph, size, track Unit) Unit {
	var sum int64
	for i := range glyphs {
		sum += int64(glyphs[i].Width)
	}
	return Unit((sum*int64(size)+999)/1000) + track*Unit(len(glyphs))
}

// largest is the greatest size of at most limit at which glyphs fit w.
func largest(glyphs []font.Glyph, w, limit Unit) Unit {
	var sum int64
	for i := range glyphs {
		sum += int64(glyphs[i].Width)
	}
	if sum == 0 {
		return limit
	}
	return min(limit, Unit(int64(w)*1000/sum)-1)
}

// fit sets glyphs into a cell: on one line at baseline (measured from the
// cell's top) where they fit at small or more, else wrapped and centred in the
// cell's height. It reports false where even the least size does not fit.
func (p *Page) fit(name string, glyphs []font.Glyph, cell Box, baseline Unit, s style) bool {
	if size := largest(glyphs, cell.W(), s.size); size >= s.small || s.lines < 2 && size >= s.least {
		p.line(name, glyphs, cell, cell.Y0+baseline, size, s)
		return true
	}
	for size := s.small; size >= s.least && s.lines > 1; size -= pt / 4 {
		n := wrap(glyphs, size, cell.W(), s.lines, nil)
		height := size * leading / 100
		if n == 0 || height*Unit(n) > cell.H() {
			continue
		}
		y := cell.Y0 + (cell.H()-height*Unit(n))/2 + size*rise/1000 + (height-size*(rise+drop)/1000)/2
		wrap(glyphs, size, cell.W(), s.lines, func(line []font.Glyph) {
			p.line(name, line, cell, y, size, s)
			y += height
		})
		return true
	}
	return false
}

// line adds one line of text to the page.
func (p *Page) line(name string, glyphs []font.Glyph, cell Box, y, size Unit, s style) {
	t := Text{Name: name, X: cell.X0, Y: y, Size: size, Ink: s.ink, Cell: cell, Glyphs: glyphs}
	seen := glyphs
	for len(seen) > 0 && seen[len(seen)-1].Text == " " {
		seen = seen[:len(seen)-1]
	}
	t.Width = width(seen, size, 0)
	if s.align == centre {
		t.X += (cell.W() - t.Width) / 2
	}
	p.Texts = append(p.Texts, t)
}

// wrap breaks glyphs into lines no wider than w and hands each to emit, which
// may be nil. It returns the number of lines, 0 where they exceed the limit.
func wrap(glyphs []font.Glyph, size, w Unit, limit int, emit func([]font.Glyph)) int {
	lines := 0
	for len(glyphs) > 0 {
		if lines++; lines > limit {
			return 0
		}
		n := breakAt(glyphs, size, w)
		if n == 0 {
			return 0
		}
		if emit != nil {
			emit(glyphs[:n])
		}
		glyphs = glyphs[n:]
	}
	return lines
}

// breakAt is how many glyphs the next line takes: the most that fit and end
// where a line may break, else the most that fit.
func breakAt(glyphs []font.Glyph, size, w Unit) int {
	var sum int64
	last, fits := 0, 0
	for i := range glyphs {
		sum += int64(glyphs[i].Width)
		if Unit((sum*int64(size)+999)/1000) > w && glyphs[i].Text != " " {
			break
		}
		fits = i + 1
		if fits == len(glyphs) || breaks(glyphs[i].Text, glyphs[i+1].Text) {
			last = fits
		}
	}
	if last > 0 {
		return last
	}
	return fits
}

// breaks reports whether a line may end between two clusters: after a space,
// a hyphen or the interpunct of a name, or at an ideograph. A closing mark
// never begins a line.
func breaks(before, after string) bool {
	switch after {
	case "，", "。", "；", "、", "）", ")", "·", "•", " ", "-":
		return false
	}
	switch before {
	case " ", "-", "·", "•":
		return true
	case "（", "(":
		return false
	}
	return wide(before) || wide(after)
}

// wide reports whether a cluster is an ideograph or full-width: its UTF-8
// begins at U+2E80 or later.
func wide(s string) bool { return s >= "\u2E80" }
