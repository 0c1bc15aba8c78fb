package change

import (
	"yinxin.example/yinxin/internal/signature/pdfread"
)

const maxPageDepth = 64

// pages walks the page tree (7.7.3). A changed node is left unexplained; of a
// page nothing may change but its annotations.
func (c *comparison) pages(o pdfread.Object, depth int) {
	ref, ok := o.(pdfread.Ref)
	if !ok || depth > maxPageDepth || c.visited[ref] {
		return
	}
	c.visited[ref] = true
	now := plain(c.after, ref)
	if now["Type"] == pdfread.Name("Page") {
		c.page(ref, now)
		return
	}
	for _, kid := range c.after.Array(now["Kids"]) {
		c.pages(kid, depth+1)
	}
}

func (c *comparison) page(ref pdfread.Ref, now pdfread.Dict) {
	old := plain(c.before, ref)
	if old == nil {
		return
	}
	if c.changed[ref.Number] {
		if differ(old, now, "Annots") {
			return
		}
		c.explain(ref.Number, anywhere)
	}
	c.annotations(ref, old["Annots"], now["Annots"])
}

// annotations compares a page's annotations one by one.
func (c *comparison) annotations(page pdfread.Ref, before, after pdfread.Object) {
	old, now := c.before.Array(before), c.after.Array(after)
	if ref, ok := after.(pdfread.Ref); ok && c.changed[ref.Number] {
		c.explain(ref.Number, page.Number)
	}
	kept := map[pdfread.Ref]bool{}
	for _, o := range old {
		if ref, ok := o.(pdfread.Ref); ok {
			kept[ref] = true
		}
	}
	direct := 0
	for _, o := range now {
		ref, ok := o.(pdfread.Ref)
		switch {
		case !ok:
			direct++
		case kept[ref]:
			delete(kept, ref)
			c.annotation(ref)
		default:
			c.newAnnotation(ref)
		}
	}
	for _, o := range old {
		if _, ok := o.(pdfread.Ref); !ok {
			direct--
		}
	}
	if direct != 0 || !pdfread.Equal(directs(old), directs(now)) {
		c.forbid(page.Number)
	}
	for ref := range kept {
		c.removed(ref)
	}
}

// directs keeps the elements of an array that are no references.
func directs(list pdfread.Array) pdfread.Array {
	out := pdfread.Array{}
	for _, o := range list {
		if _, ok := o.(pdfread.Ref); !ok {
			out = append(out, o)
		}
	}
	return out
}

// annotation handles one that stood before. Widgets are their fields' matter.
func (c *comparison) annotation(ref pdfread.Ref) {
	old, now := plain(c.before, ref), plain(c.after, ref)
	if old == nil || now == nil || !mild(old) || !mild(now) {
		return
	}
	touched := c.appearance(ref.Number, now["AP"], 0)
	if c.changed[ref.Number] {
		c.explain(ref.Number, anywhere)
		touched = true
	}
	if touched {
		c.add(Annotation, ref.Number, "", true)
	}
}

func (c *comparison) newAnnotation(ref pdfread.Ref) {
	d := plain(c.after, ref)
	switch {
	case c.widgets[ref]:
	case c.before.Has(ref.Number) || !mild(d):
		c.forbid(ref.Number)
	default:
		c.add(Annotation, ref.Number, "", visible(c.after, d))
	}
}

func (c *comparison) removed(ref pdfread.Ref) {
	if !mild(plain(c.before, ref)) {
		c.forbid(ref.Number)
		return
	}
	if c.changed[ref.Number] {
		c.explain(ref.Number, anywhere)
	}
	c.add(Annotation, ref.Number, "", true)
}

// mild annotations are remarks on a page: no form field, no file, no media and
// no action.
func mild(d pdfread.Dict) bool {
	subtype, _ := d["Subtype"].(pdfread.Name)
	switch subtype {
	case "Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline",
		"Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup":
		return d["A"] == nil && d["AA"] == nil
	}
	return false
}
