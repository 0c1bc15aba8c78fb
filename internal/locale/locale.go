// Package locale has every text a reader sees, in Chinese and in English, and
// how dates and numbers are written in each. Texts lie side by side in files
// under texts/, so that one language cannot be changed without the other.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"yinxin.example/yinxin/internal/fault"
)

// Lang is a language of the pages, as a BCP 47 tag.
type Lang string

// The languages.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Langs lists the languages; the first is the default.
func Langs() []Lang { return []Lang{Chinese, English} }

// Negotiate chooses the language: the one asked for before (a cookie), if it
// is one of ours, else the first of ours that the request's Accept-Language
// prefers (RFC 9110, 12.5.4), any Chinese being ours, else Chinese.
func Negotiate(asked, acceptLanguage string) Lang {
	if slices.Contains(Langs(), Lang(asked)) {
		return Lang(asked)
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Chinese
	}
	for _, tag := range wanted {
		switch base, _ := tag.Base(); base.String() {
		case "zh":
			return Chinese
		case "en":
			return English
		}
	}
	return Chinese
}

//go:embed texts/*.txt
var files embed.FS

// Catalog holds the texts. It is immutable once loaded.
type Catalog struct {
	texts map[string]entry
}

// Load reads the embedded texts. It fails where a file cannot be read as texts
// or a text lacks a language.
func Load() (*Catalog, error) { return load(files) }

func load(fsys fs.FS) (*Catalog, error) {
	names, err := fs.Glob(fsys, "texts/*.txt")
	if err != nil {
		return nil, fault.Wrap("locale.Load", err)
	}
	c := &Catalog{texts: map[string]entry{}}
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fault.Wrap("locale.Load", err)
		}
		if err := parse(string(content), c.texts); err != nil {
			return nil, fault.Wrap("locale.Load", fmt.Errorf("%s: %w", name, err))
		}
	}
	return c, nil
}

// Keys lists the keys in order.
func (c *Catalog) Keys() []string {
	keys := make([]string, 0, len(c.texts))
	for key := range c.texts {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Has reports whether there is a text for the key.
func (c *Catalog) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// Text gives a text with its {placeholders} filled from args. Dates, times and
// numbers are written as the language writes them. An unknown key and a
// placeholder without a value are errors: both are bugs.
func (c *Catalog) Text(lang Lang, key string, args map[string]any) (string, error) {
	e, ok := c.texts[key]
	if !ok {
		return "", fmt.Errorf("locale: no text %q", key)
	}
	text, err := fill(lang, e.in(lang), args)
	if err != nil {
		return "", fmt.Errorf("locale: text %q: %w", key, err)
	}
	return text, nil
}

// Paragraphs splits a text at its line ends.
func Paragraphs(text string) []string { return strings.Split(text, "\n") }
