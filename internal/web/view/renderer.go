// Package view is what a reader sees on the web: one struct and one template
// for each page, the styles, the script and the mark. It knows no HTTP and no
// use case; handlers fill a page and hand it to the Renderer.
package view

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
)

// Page is one of this package's page structs.
type Page interface {
	chrome() Chrome
	// file is the page's template, by its path under templates/.
	file() string
}

//go:embed templates
var templates embed.FS

// Renderer writes pages. It is safe for use by several goroutines.
type Renderer struct {
	catalog *locale.Catalog
	assets  *Assets
	pages   map[locale.Lang]map[string]*template.Template
	moulds  moulds
}

// New parses every page once for each language of the catalog.
func New(catalog *locale.Catalog) (*Renderer, error) {
	assets, err := loadAssets()
	if err != nil {
		return nil, fault.Wrap("view.New", err)
	}
	r := &Renderer{catalog: catalog, assets: assets, pages: map[locale.Lang]map[string]*template.Template{}}
	for _, lang := range locale.Langs() {
		r.pages[lang], err = parse(catalog, assets, lang)
		if err != nil {
			return nil, fault.Wrap("view.New", err)
		}
	}
	return r, nil
}

// Assets are the static files that pages refer to.
func (r *Renderer) Assets() *Assets { return r.assets }

// Render adds a page in a language to b: the whole page, or nothing.
func (r *Renderer) Render(b *bytes.Buffer, lang locale.Lang, page Page) error {
	if m, ok := page.(moulded); ok {
		if done, err := r.cast(b, lang, m); done || err != nil {
			return fault.Wrap("view.Render", err)
		}
	}
	return fault.Wrap("view.Render", r.template(b, lang, page))
}

// template renders a page by its template.
func (r *Renderer) template(b *bytes.Buffer, lang locale.Lang, page Page) error {
	t, ok := r.pages[lang][page.file()]
	if !ok {
		return fmt.Errorf("no template %s in %s", page.file(), lang)
	}
	before := b.Len()
	if err := t.ExecuteTemplate(b, "layout", page); err != nil {
		b.Truncate(before)
		return err
	}
	return nil
}
