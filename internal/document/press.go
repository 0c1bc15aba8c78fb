// Package document turns what a copy says into the page a holder keeps: a
// sealed-looking PDF with a hole for its signature, and an SVG preview.
//
// One Press draws for the whole process. It lays the page out (package page),
// with the glyphs of package font, and hands it to a writer (pdf, svg).
package document

import (
	"context"
	"errors"
	"slices"
	"sync"

	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/document/pdf"
	"yinxin.example/yinxin/internal/document/raster"
	"yinxin.example/yinxin/internal/document/svg"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
)

// maxTemplates bounds the compiled templates kept: one for each seal and
// scenario in use, about 100 KB each.
const maxTemplates = 128

// Seal is the picture of a seal: whose it is, and whether a demonstration's.
type Seal struct {
	Authority string
	Demo      bool
}

// Draft is all that one page says.
type Draft struct {
	Statement  statement.Statement // every printed string comes from it
	Photo      []byte              // JPEG, passed through; nil where none was provided
	Seal       Seal
	Lasting    bool // validation data and timestamps may follow its seal
	Electronic bool // sealed with an electronic seal of GB/T 38540-2020 and no CMS
}

// Unsigned is a whole file but for its signature.
type Unsigned = pdf.Unsigned

// Press draws certificates. It is safe for concurrent use.
type Press struct {
	fonts    *font.Set
	editions map[string]edition // by the template's name
	pages    sync.Pool          // of *page.Page

	mu        sync.RWMutex
	templates map[templateKey]*pdf.Template
}

type templateKey struct {
	name string
	seal Seal
	mark page.Mark
	demo bool
}

// OpenPress opens the fonts: the project's, and the TrueType fonts of an
// operator's folder ("" for none). Glyph records are cut into cacheDir at the
// first start, which takes about two seconds; later starts map them.
func OpenPress(ctx context.Context, cacheDir, extraFontDir string) (*Press, error) {
	const op = "document.OpenPress"
	fonts, err := font.Open(ctx, cacheDir, extraFontDir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	all, err := editions(fonts)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Press{fonts: fonts, editions: all, templates: map[templateKey]*pdf.Template{}}, nil
}

// FontSet is the digest of the set of fonts.
func (p *Press) FontSet() string { return p.fonts.Digest() }

// Template is the name and version of the template that new copies are drawn
// with.
func (p *Press) Template() string { return current }

// AtOnce is how many copies are best sealed at the same time, whatever the
// number of cores: their SM3 digests are then made together.
func (p *Press) AtOnce() int { return p.editions[current].writer.AtOnce() }

// PDF draws a draft as a file with a hole for contentsLen hexadecimal digits
// of signature, with the template its statement names. Equal drafts give equal
// files. It fails with fault.Invalid: template_unknown, text_unrenderable where
// no font draws a character, text_too_long where a field does not fit (Field
// names it), photo_unreadable, photo_too_large.
func (p *Press) PDF(d Draft, contentsLen int) (*Unsigned, error) {
	const op = "document.PDF"
	if contentsLen <= 0 || contentsLen > maxContents || contentsLen%2 != 0 {
		return nil, &fault.Error{Op: op, Err: errContentsLen}
	}
	edition, err := p.edition(d.Statement.Template)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	photo, err := readPhoto(d.Photo)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	t, err := p.template(&d)
	if err != nil {
		return nil, drawing(op, err)
	}
	d.Statement.Demo = d.demo()
	pg := p.page()
	defer p.pages.Put(pg)
	if err := edition.layout.Variable(pg, &d.Statement, picture(photo)); err != nil {
		return nil, drawing(op, err)
	}
	by := pdf.Sealing{ContentsLen: contentsLen, Lasting: d.Lasting, Electronic: d.Electronic}
	return edition.writer.Write(t, pg, &d.Statement, photo, by), nil
}

// maxContents bounds the hole: PDF/A-2 allows strings of 32,767 bytes.
const maxContents = 2 * 32767

var errContentsLen = errors.New("document: the hole must be a positive even number of at most 65534 digits")

// SVG draws a draft as a preview: 预览 across it, without the code that would
// let it pass for the sealed file. It fails as PDF does.
func (p *Press) SVG(d Draft) ([]byte, error) {
	const op = "document.SVG"
	edition, err := p.edition(d.Statement.Template)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	layout := edition.layout
	photo, err := readPhoto(d.Photo)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	ground, err := layout.Fixed(page.MarkOf(&d.Statement), d.demo())
	if err != nil {
		return nil, drawing(op, err)
	}
	seal, err := layout.Seal(d.Seal.Authority, d.demo())
	if err != nil {
		return nil, drawing(op, err)
	}
	pg := p.page()
	defer p.pages.Put(pg)
	if err := layout.Variable(pg, &d.Statement, picture(photo)); err != nil {
		return nil, drawing(op, err)
	}
	pg.Texts = slices.DeleteFunc(pg.Texts, func(t page.Text) bool { return t.Name == "scan" })
	return svg.Preview{
		Fonts: p.fonts, Ground: ground, Page: pg, Over: layout.Preview(),
		Seal: seal, SealAt: page.SealBox(), Photo: withoutRemarks(d.Photo), Fields: layout.Alternative(&d.Statement),
	}.Bytes(), nil
}

// Seal draws a seal alone, exactly as new copies bear it, as an SVG. It fails
// with text_unrenderable where no font draws a character of its name.
func (p *Press) Seal(s Seal) ([]byte, error) {
	const op = "document.Seal"
	edition, err := p.edition(current)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	figure, err := edition.layout.Seal(s.Authority, s.Demo)
	if err != nil {
		return nil, drawing(op, err)
	}
	return svg.Picture(figure, page.SealSide(), s.Authority), nil
}

// SealPNG draws a seal alone in a square so many pixels wide, for where outlines
// cannot be had. It fails as Seal does.
func (p *Press) SealPNG(s Seal, pixels int) ([]byte, error) {
	const op = "document.SealPNG"
	edition, err := p.edition(current)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	figure, err := edition.layout.Seal(s.Authority, s.Demo)
	if err != nil {
		return nil, drawing(op, err)
	}
	drawn, err := raster.PNG(figure, page.SealSide(), pixels)
	return drawn, fault.Wrap(op, err)
}

// demo holds where either says so: a demonstration's seal never stands on a
// page that could pass for real.
func (d *Draft) demo() bool { return d.Seal.Demo || d.Statement.Demo }

func (p *Press) page() *page.Page {
	pg, ok := p.pages.Get().(*page.Page)
	if !ok {
		pg = &page.Page{}
	}
	pg.Reset()
	return pg
}

// template finds or compiles the fixed part of a draft's file.
func (p *Press) template(d *Draft) (*pdf.Template, error) {
	key := templateKey{name: d.Statement.Template, seal: d.Seal, mark: page.MarkOf(&d.Statement), demo: d.demo()}
	p.mu.RLock()
	t := p.templates[key]
	p.mu.RUnlock()
	if t != nil {
		return t, nil
	}
	t, err := p.compile(key)
	if err != nil {
		return nil, err
	}
	if key.mark.Recipient != "" {
		return t, nil // hardly ever used twice, and would push out what is
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.templates) >= maxTemplates {
		clear(p.templates)
	}
	p.templates[key] = t
	return t, nil
}

func (p *Press) compile(key templateKey) (*pdf.Template, error) {
	layout := p.editions[key.name].layout
	ground, err := layout.Fixed(key.mark, key.demo)
	if err != nil {
		return nil, err
	}
	seal, err := layout.Seal(key.seal.Authority, key.demo)
	if err != nil {
		return nil, err
	}
	regular, bold := page.Common()
	return pdf.Compile(pdf.Spec{
		Fonts: p.fonts, Ground: ground, Seal: seal, SealBox: page.SealBox(), Signer: key.seal.Authority,
		Regular: append(regular, key.seal.Authority, key.mark.Scenario), Bold: bold,
	})
}

// drawing gives a layout's failure its kind and reason.
func drawing(op string, err error) error {
	e := &fault.Error{Op: op, Err: err}
	var field *page.FieldError
	if errors.As(err, &field) {
		e.Kind, e.Field = fault.Invalid, field.Field
		e.Reason = "text_too_long"
		if errors.Is(err, page.ErrMissing) {
			e.Reason = "text_unrenderable"
		}
	}
	return e
}
