package page

import (
	"fmt"
	"strings"

	"yinxin.example/yinxin/internal/document/font"
)

// Report is what a report of checks (查验报告) prints. Its texts are anybody's:
// what no font draws is told by its code point, what is too long is cut.
type Report struct {
	Title   string
	Warning string      // below the title: what the report is not
	Facts   [][2]string // label and value
	Heads   [3]string   // of the columns after the number
	Rows    []ReportRow
	Foot    string // on every page
	PageOf  string // format of the page's number and the number of pages
	Demo    bool
}

// ReportRow is one thing that was checked.
type ReportRow struct {
	What, More     string // who or what, and below it, smaller
	Of, OfMore     string // which certificate
	Verdict, Cause string
	Bad            bool // in red
}

// Where things stand on a report.
const (
	reportLeft   = 5000
	reportRight  = Width - 5000
	reportTitle  = 7800
	reportFacts  = 12200
	factPitch    = 1750
	factLabel    = 900
	factValue    = 13000
	rowHeight    = 2700
	reportBottom = Height - 6300
	reportFoot   = Height - 4300
	nextPageTop  = 6200
)

// columnsOf are where the columns begin and end.
func reportColumns() [4][2]Unit {
	return [4][2]Unit{
		{reportLeft, reportLeft + 3000},
		{reportLeft + 3200, reportLeft + 22500},
		{reportLeft + 23000, reportLeft + 37500},
		{reportLeft + 38000, reportRight},
	}
}

// ReportSealBox is where the seal stands on a report's first page: at the end
// of the facts.
func ReportSealBox() Box {
	return Box{reportRight - sealSide, 8200, reportRight, 8200 + sealSide}
}

// Report lays a report out on as many pages as it takes.
func (l *Layout) Report(r Report) []*Page {
	s := &sheet{Layout: l, report: r}
	s.first()
	for i, row := range r.Rows {
		s.row(i+1, row)
	}
	for i, p := range s.pages {
		s.page = p
		s.text(r.Foot, font.Regular, Box{X0: reportLeft, X1: reportRight - 9000}, reportFoot, 800, muted)
		s.text(fmt.Sprintf(r.PageOf, i+1, len(s.pages)), font.Regular, Box{X0: reportRight - 8500, X1: reportRight}, reportFoot, 800, muted)
		number := &p.Texts[len(p.Texts)-1]
		number.X = reportRight - number.Width
	}
	return s.pages
}

// sheet is a report under way.
type sheet struct {
	*Layout
	report Report
	pages  []*Page
	page   *Page
	y      Unit
}

func (s *sheet) begin(y Unit) {
	s.page = &Page{}
	if s.report.Demo {
		s.page.Across = s.across(s.bold[wordDemo], demoTint)
	}
	s.pages = append(s.pages, s.page)
	s.y = y
}

func (s *sheet) first() {
	s.begin(reportFacts)
	whole := Box{X0: reportLeft, X1: reportRight}
	s.text(s.report.Title, font.Bold, whole, reportTitle, 2200, ink)
	s.text(s.report.Warning, font.Regular, Box{X0: reportLeft, X1: reportRight - sealSide - 500}, reportTitle+1900, 950, cinnabar)
	for _, fact := range s.report.Facts {
		end := reportRight
		if s.y < ReportSealBox().Y1+factPitch {
			end = reportRight - sealSide - 500
		}
		s.text(fact[0], font.Regular, Box{X0: reportLeft, X1: factValue - 300}, s.y, factLabel, muted)
		s.text(fact[1], font.Regular, Box{X0: factValue, X1: end}, s.y, 1000, ink)
		s.y += factPitch
	}
	s.y += 1200
	s.heads()
}

func (s *sheet) heads() {
	columns := reportColumns()
	for i, head := range s.report.Heads {
		s.text(head, font.Bold, Box{X0: columns[i+1][0], X1: columns[i+1][1]}, s.y, 900, ink)
	}
	s.y += 700
	s.rule(gold, 60)
}

func (s *sheet) rule(c Color, width Unit) {
	s.page.Rules = append(s.page.Rules, Rule{Point{reportLeft, s.y}, Point{reportRight, s.y}, width, c})
}

func (s *sheet) row(n int, row ReportRow) {
	if s.y+rowHeight > reportBottom {
		s.begin(nextPageTop)
		s.heads()
	}
	columns := reportColumns()
	in := func(i int) Box { return Box{X0: columns[i][0], X1: columns[i][1]} }
	verdict := ink
	if row.Bad {
		verdict = cinnabar
	}
	upper, lower := s.y+1150, s.y+2200
	s.text(fmt.Sprint(n), font.Regular, in(0), upper, 800, muted)
	s.text(row.What, font.Regular, in(1), upper, 900, ink)
	s.text(row.More, font.Regular, in(1), lower, 720, muted)
	s.text(row.Of, font.Regular, in(2), upper, 900, ink)
	s.text(row.OfMore, font.Regular, in(2), lower, 720, muted)
	s.text(row.Verdict, font.Bold, in(3), upper, 900, verdict)
	s.text(row.Cause, font.Regular, in(3), lower, 720, muted)
	s.y += rowHeight
	s.rule(hairline, 35)
}

// ellipsis ends what is cut.
const ellipsis = "…"

// text sets one line from the box's left edge, smaller where it does not fit,
// and cut where it still does not.
func (s *sheet) text(text string, weight font.Weight, in Box, y, size Unit, c Color) {
	if text == "" {
		return
	}
	glyphs := s.drawn(text, weight)
	least := size * 3 / 4
	if fits := largest(glyphs, in.W(), size); fits >= least {
		size = fits
	} else {
		size = least
		more := s.drawn(ellipsis, weight)
		for len(glyphs) > 0 && width(glyphs, size, 0)+width(more, size, 0) > in.W() {
			glyphs = glyphs[:len(glyphs)-1]
		}
		glyphs = append(glyphs, more...)
	}
	s.page.Texts = append(s.page.Texts, Text{X: in.X0, Y: y, Size: size, Ink: c, Glyphs: glyphs, Width: width(glyphs, size, 0)})
}

// drawn are the glyphs of a text, with the code points of what no font draws.
func (s *sheet) drawn(text string, weight font.Weight) []font.Glyph {
	if glyphs, _, ok := s.fonts.Shape(nil, weight, text); ok {
		return glyphs
	}
	var b strings.Builder
	for _, r := range text {
		if _, _, ok := s.fonts.Shape(nil, weight, string(r)); ok {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	glyphs, _, _ := s.fonts.Shape(nil, weight, b.String())
	return glyphs
}
