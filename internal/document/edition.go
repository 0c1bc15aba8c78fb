package document

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/document/pdf"
	"yinxin.example/yinxin/internal/fault"
)

// current is the template that new copies are drawn with.
const current = "certificate/1"

// Templates lists the templates that a catalogue may name.
func Templates() []string { return []string{current} }

// edition is one template as this program draws it: where things stand, and
// how they are written.
type edition struct {
	layout *page.Layout
	writer *pdf.Writer
}

// editions are all templates that ever drew a copy, by name and version. One
// that is here never changes and never goes: its copies must be drawn again
// with the same bytes. What draws otherwise is a new one.
func editions(fonts *font.Set) (map[string]edition, error) {
	first, err := page.NewLayout(fonts)
	if err != nil {
		return nil, err
	}
	return map[string]edition{
		"certificate/1": {first, pdf.NewWriter()},
	}, nil
}

// edition finds a template. It fails with template_unknown.
func (p *Press) edition(name string) (edition, error) {
	e, ok := p.editions[name]
	if !ok {
		return edition{}, fault.New("document.edition", fault.Invalid, "template_unknown").With("template", name)
	}
	return e, nil
}
