package journey_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/testenv"
)

// manner is how a person reads: on what, in which language and light, and
// whether scripts run.
type manner struct {
	name    string
	width   int64 // CSS pixels
	lang    string
	dark    bool
	scripts bool
}

// manners are those the whole way is gone in: together every width, language
// and light, with scripts and without.
func manners() []manner {
	return []manner{
		{"phone", 390, "zh-CN", false, true},
		{"desk", 1280, "en", true, true},
		{"phone-en-without-scripts", 390, "en", false, false},
		{"desk-without-scripts", 1280, "zh-CN", true, false},
	}
}

// picturesVariable names the folder that receives a picture of every page a
// journey sees; none are taken without it.
const picturesVariable = "YINXIN_PICTURES"

// tab is a browser's tab, held by a reader of a certain manner.
type tab struct {
	t   *testing.T
	ctx context.Context
	d   *demonstration
	manner
}

// browse opens a browser for a reader of that manner.
func (d *demonstration) browse(t *testing.T, m manner) *tab {
	t.Helper()
	b := &tab{t: t, ctx: testenv.Chromium(t, int(m.width)), d: d, manner: m}
	light := "light"
	if m.dark {
		light = "dark"
	}
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: light}},
		})
		return err
	}))
	b.allowScripts(m.scripts)
	b.open("/language?to=" + m.lang)
	return b
}

func (b *tab) allowScripts(yes bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !yes})
		return err
	}))
}

// within is the tab for the part of a test.
func (b *tab) within(t *testing.T) *tab {
	part := *b
	part.t = t
	return &part
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v", b.where(), err)
	}
}

// where is the page's address, for messages.
func (b *tab) where() string {
	address, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return "no page"
	}
	return strings.TrimPrefix(address, b.d.URL)
}

// open goes to a path and returns the status of the page it ends on.
func (b *tab) open(path string) int64 {
	b.t.Helper()
	return b.follow(chromedp.Navigate(b.d.URL + path))
}

// follow does what leads to another page, and returns that page's status.
func (b *tab) follow(actions ...chromedp.Action[chromedp.Void]) int64 {
	b.t.Helper()
	patience, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	response, err := chromedp.RunResponse(patience, actions...)
	if err != nil {
		b.t.Fatalf("%s: no further page: %v", b.where(), err)
	}
	return response.Status
}

// press follows the link or button.
func (b *tab) press(selector string) int64 {
	b.t.Helper()
	return b.follow(chromedp.Click(chromedp.CSS(selector)))
}

// enter replaces what a field holds.
func (b *tab) enter(name, text string) {
	b.t.Helper()
	field := `main [name="` + name + `"]`
	ask[bool](b, fmt.Sprintf(`document.querySelector(%q).select(), true`, field))
	b.do(chromedp.SendKeys(chromedp.CSS(field), text))
}

// choose sets a field that is not typed into.
func (b *tab) choose(name, value string) {
	b.t.Helper()
	b.do(chromedp.SetValue(chromedp.CSS(`main [name="`+name+`"]`), value))
}

// attach chooses a file of that name and content.
func (b *tab) attach(name string, content []byte) {
	b.t.Helper()
	b.attachTo("#file", name, content)
}

// attachTo is attach for a field that is called otherwise.
func (b *tab) attachTo(field, name string, content []byte) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS(field), []string{path}))
}

// attachAll chooses files of those names and contents.
func (b *tab) attachAll(files map[string][]byte) {
	b.t.Helper()
	folder := b.t.TempDir()
	var paths []string
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			b.t.Fatal(err)
		}
		paths = append(paths, path)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), paths))
}

// text is what the page's main part says.
func (b *tab) text() string {
	b.t.Helper()
	return ask[string](b, `document.querySelector("main").innerText`)
}

// says fails the test unless the page shows a text of the locale's, in the
// reader's language.
func (b *tab) says(key string) {
	b.t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := catalog.Text(locale.Negotiate(b.lang, ""), key, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if shown := b.text(); !strings.Contains(shown, text) {
		b.t.Errorf("%s does not say %q:\n%s", b.where(), text, shown)
	}
}

// ask evaluates an expression in the page. The debugger may do so where the
// page's own scripts may not run.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %s: %v", b.where(), expression, err)
	}
	return value
}

// await waits until an expression is true in the page.
func (b *tab) await(expression string) {
	b.t.Helper()
	limit, look := time.NewTimer(20*time.Second), time.NewTicker(20*time.Millisecond)
	defer limit.Stop()
	defer look.Stop()
	for !ask[bool](b, expression) {
		select {
		case <-look.C:
		case <-limit.C:
			b.t.Fatalf("%s: not %s\n%s", b.where(), expression, b.text())
		}
	}
}

// finish waits until the work that a page follows has given it an element: by
// itself, or where no scripts run by the link that looks again.
func (b *tab) finish(selector string) {
	b.t.Helper()
	for range 200 {
		if b.scripts || ask[bool](b, fmt.Sprintf("document.querySelector(%q) !== null", selector)) {
			break
		}
		b.press("noscript a.button")
	}
	b.waitFor(selector)
}

// waitFor waits until the page has an element, through whatever reloads.
func (b *tab) waitFor(selector string) {
	b.t.Helper()
	patience, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(patience, chromedp.WaitReady(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("%s: %s does not appear: %v\n%s", b.where(), selector, err, b.text())
	}
}
