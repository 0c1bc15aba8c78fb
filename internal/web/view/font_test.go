package view_test

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/locale"
)

const charsetFile = "assets/font/charset.txt"

// -update writes the list of heading characters anew; the font is then cut
// again as assets/README.md says.
var update = flag.Bool("update", false, "write "+charsetFile)

// Every character of every heading must be in the heading font, or it is drawn
// in another face in the middle of a word.
func TestHeadingFontHasEveryHeading(t *testing.T) {
	wanted := headingCharacters(t)
	if *update {
		if err := os.WriteFile(charsetFile, []byte(wanted+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(charsetFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range wanted {
		if !strings.ContainsRune(string(content), c) {
			t.Errorf("%s lacks %q: run go test -update and cut the font again", charsetFile, c)
		}
	}
}

// headingCharacters collects what is set in the heading face: headings of all
// pages, the brand, the sheet on the home page, numbers, and the names of
// qualifications, which come from a catalogue.
func headingCharacters(t *testing.T) string {
	t.Helper()
	qualifications, err := os.ReadFile("testdata/qualifications.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(qualifications)
	for c := ' '; c <= '~'; c++ {
		text += string(c)
	}
	heading := regexp.MustCompile(`(?s)<h[1-3][^>]*>(.*?)</h[1-3]>|class="(?:brand|sheet-title|demo)"[^>]*>(.*?)</`)
	tags := regexp.MustCompile(`<[^>]*>`)
	r := newRenderer(t)
	for _, page := range samplePages() {
		for _, lang := range locale.Langs() {
			for _, found := range heading.FindAllStringSubmatch(render(t, r, lang, page), -1) {
				text += tags.ReplaceAllString(found[1]+found[2], "")
			}
		}
	}
	set := []rune(strings.ReplaceAll(text, "\n", ""))
	slices.Sort(set)
	return string(slices.Compact(set))
}
