package svg

import (
	"html"

	"yinxin.example/yinxin/internal/document/page"
)

// Picture is a figure alone, in a square of a side, with a title for those who
// cannot see it.
func Picture(f *page.Figure, side page.Unit, title string) []byte {
	w := &writer{}
	w.str(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `)
	w.unit(side)
	w.str(" ")
	w.unit(side)
	w.str(`" role="img"><title>` + html.EscapeString(title) + `</title>`)
	w.figure(f)
	w.str("</svg>\n")
	return w.b
}
