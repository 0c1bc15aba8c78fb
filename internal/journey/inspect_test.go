package journey_test

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/testenv"
)

// inspect holds the page to what every page promises: axe finds nothing,
// nothing is wider than the window from 320 pixels up and at twice the size of
// text, and what is pressed is at least 44 pixels high and wide.
func (b *tab) inspect(name string) {
	b.t.Helper()
	b.picture(name)
	b.allowScripts(true) // axe needs them; the page's own did not run when it loaded
	ask[bool](b, `document.querySelectorAll("details").forEach(d => { d.open = true }), true`)
	testenv.RequireAccessible(b.t, b.ctx)
	for _, small := range ask[[]string](b, smallTargets) {
		b.t.Errorf("%s: smaller than 44 by 44 pixels: %s", name, small)
	}
	for _, width := range []int64{320, 390, 1280} {
		b.resize(width)
		b.requireFits(name, width, "")
	}
	b.resize(320)
	ask[bool](b, `document.documentElement.style.fontSize = "200%", true`)
	b.requireFits(name, 320, " at twice the size of text")
	ask[bool](b, `document.documentElement.style.fontSize = "", true`)
	b.resize(b.width)
	b.allowScripts(b.scripts)
}

func (b *tab) resize(width int64) {
	b.t.Helper()
	height := int64(844)
	if width > 600 {
		height = 900
	}
	b.do(chromedp.EmulateViewport(width, height))
}

func (b *tab) requireFits(name string, width int64, how string) {
	b.t.Helper()
	if over := testenv.Overflow(b.t, b.ctx); over > 0 {
		b.t.Errorf("%s: %d pixels too wide at %d%s: %s", name, over, width, how, strings.Join(ask[[]string](b, tooWide), "; "))
	}
}

// picture keeps a picture of the page where pictures are asked for.
func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv(picturesVariable)
	if folder == "" {
		return
	}
	file := filepath.Join(folder, b.name, filepath.FromSlash(name)+".png") // names may be the addresses of pages
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		b.t.Fatal(err)
	}
	testenv.SaveScreenshot(b.t, b.ctx, file)
}

// smallTargets lists what is pressed and is too small. Links in running text
// are left out, as WCAG 2.5.8 leaves them out.
const smallTargets = `[...document.querySelectorAll(
	"button, a.button, select, summary, label.choice, nav a, a.brand, input:not([type=hidden]):not([type=radio]):not([type=checkbox])")]
	.map(e => [e, e.getBoundingClientRect()])
	.filter(([e, box]) => box.width > 0 && (box.width < 43.9 || box.height < 43.9))
	.map(([e, box]) => e.outerHTML.slice(0, 120) + " " + box.width + " x " + box.height)`

// tooWide lists the outermost elements that reach over the window's edge.
const tooWide = `[...document.querySelectorAll("body *")]
	.filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
	.slice(0, 4).map(e => e.outerHTML.slice(0, 100))`
