package view_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/web/view"
)

// -write DIR keeps every rendered page there, with its assets beside, for
// looking at them in a browser.
func writeDir() func() string {
	dir := flag.String("write", "", "keep the rendered pages in this `directory`")
	return func() string { return *dir }
}

var keepIn = writeDir()

func newRenderer(t testing.TB) *view.Renderer {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	renderer, err := view.New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return renderer
}

func render(t testing.TB, r *view.Renderer, lang locale.Lang, page view.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Render(&b, lang, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEveryPageRendersInEveryLanguage(t *testing.T) {
	r := newRenderer(t)
	for name, page := range samplePages() {
		for _, lang := range locale.Langs() {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				html := render(t, r, lang, page)
				if n := strings.Count(html, "<h1"); n != 1 {
					t.Errorf("%d first headings, want 1", n)
				}
				for _, bad := range []string{"ZgotmplZ", "%!", "<no value>", "unexpected_code", "没有办成，原因代码", "the reason code is", "<script>", "style="} {
					if strings.Contains(html, bad) {
						t.Errorf("page contains %q", bad)
					}
				}
				if !strings.HasPrefix(html, "<!doctype html>\n<html lang=\""+string(lang)+"\">") {
					t.Error("page does not begin with its language")
				}
				keep(t, r, name+"."+string(lang), html)
			})
		}
	}
}

func keep(t *testing.T, r *view.Renderer, name, html string) {
	t.Helper()
	dir := keepIn()
	if dir == "" {
		return
	}
	if err := os.MkdirAll(filepath.Join(dir, "static"), 0o755); err != nil {
		t.Fatal(err)
	}
	relative := strings.ReplaceAll(html, `"/static/`, `"static/`)
	if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(relative), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range regexp.MustCompile(`"/static/([^"]+)"`).FindAllStringSubmatch(html, -1) {
		keepAsset(t, r, dir, path[1])
	}
}

func keepAsset(t *testing.T, r *view.Renderer, dir, name string) {
	t.Helper()
	asset, ok := r.Assets().Find(name)
	if !ok {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "static", name), asset.Bytes, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range regexp.MustCompile(`url\("([^"]+)"\)`).FindAllStringSubmatch(string(asset.Bytes), -1) {
		keepAsset(t, r, dir, path[1])
	}
}

// What is not marked as Chinese on an English page is a text that nobody
// translated.
func TestEnglishPagesAreEnglish(t *testing.T) {
	r := newRenderer(t)
	marked := regexp.MustCompile(`(?s)<(\w+)[^>]* lang="zh-CN"[^>]*>[^<]*</(\w+)>`)
	head := regexp.MustCompile(`(?s)<head>.*?</head>`)
	tags := regexp.MustCompile(`<[^>]*>`)
	han := regexp.MustCompile(`[^\n]*\p{Han}[^\n]*`)
	for name, page := range samplePages() {
		text := render(t, r, locale.English, page)
		text = tags.ReplaceAllString(marked.ReplaceAllString(head.ReplaceAllString(text, ""), ""), "")
		if found := han.FindString(text); found != "" {
			t.Errorf("%s: %q", name, found)
		}
	}
}

func TestRenderRefusesAForeignOriginal(t *testing.T) {
	r := newRenderer(t)
	for _, address := range []string{"javascript:alert(1)", "//elsewhere.example/x.pdf", "https://elsewhere.example/", "data:text/html,x"} {
		page := view.Verdict{Judgement: judgement("invalid", "changed", "not_judged", "not_judged", "not_judged"), Original: address, OriginalVerdict: "valid"}
		var b bytes.Buffer
		if err := r.Render(&b, locale.Chinese, page); err == nil {
			t.Errorf("%s was let through", address)
		}
		if b.Len() > 0 {
			t.Errorf("%s: half a page was written", address)
		}
	}
}

func TestRenderEscapesWhatPeopleType(t *testing.T) {
	r := newRenderer(t)
	html := render(t, r, locale.Chinese, view.Coverage{Query: `"><script>alert(1)</script>`, Total: 1})
	if strings.Contains(html, "<script>alert") {
		t.Error("the search is not escaped")
	}
}

// Who needs no endorsement, or has no file yet, is not asked to apply for one.
func TestNoFormWhereNothingIsToBeAppliedFor(t *testing.T) {
	r := newRenderer(t)
	for name, page := range samplePages() {
		if name != "endorsements-direct" && name != "endorsements-no-file" {
			continue
		}
		html := render(t, r, locale.Chinese, page)
		if strings.Contains(html, `name="valid_until"`) || strings.Contains(html, `class="quota"`) {
			t.Errorf("%s: an application is offered", name)
		}
		if direct := strings.Contains(html, `/certificate.pdf"`); direct != (name == "endorsements-direct") {
			t.Errorf("%s: the file is linked: %t", name, direct)
		}
	}
}
