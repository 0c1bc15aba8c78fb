package change

import (
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// trailer compares the trailers and goes on to the catalog and the document
// information. The catalog must stay the same object.
func (c *comparison) trailer() {
	old, now := c.before.Trailer(), c.after.Trailer()
	root, ok := now["Root"].(pdfread.Ref)
	if !ok || old["Root"] != pdfread.Object(root) ||
		differ(old, now, "Root", "Prev", "Size", "ID", "Info", "XRefStm",
			"Type", "W", "Index", "Length", "Filter", "DecodeParms", "DL") {
		c.forbid(0)
		return
	}
	c.leaf(0, old["Info"], now["Info"], Metadata)
	c.catalog(root)
	c.pages(c.after.Dict(root)["Pages"], 0)
}

// leaf handles a value that may be replaced or rewritten in place, as long as
// nothing but its owner uses it.
func (c *comparison) leaf(owner int, old, now pdfread.Object, kind Kind) {
	if !pdfread.Equal(old, now) {
		c.add(kind, owner, "", false)
	}
	if ref, ok := now.(pdfread.Ref); ok && c.changed[ref.Number] {
		c.explain(ref.Number, owner)
		c.add(kind, ref.Number, "", false)
	}
}

func (c *comparison) catalog(root pdfread.Ref) {
	old, now := plain(c.before, root), plain(c.after, root)
	if old == nil || now == nil {
		c.forbid(root.Number)
		return
	}
	if c.changed[root.Number] {
		if differ(old, now, "DSS", "Extensions", "Version", "Metadata", "AcroForm") {
			return
		}
		c.explain(root.Number, anywhere)
	}
	c.leaf(root.Number, old["Metadata"], now["Metadata"], Metadata)
	c.leaf(root.Number, old["Version"], now["Version"], Metadata)
	c.leaf(root.Number, old["Extensions"], now["Extensions"], Metadata)
	if !pdfread.Equal(old["DSS"], now["DSS"]) {
		c.add(Validation, root.Number, "", false)
	}
	c.store(root.Number, now["DSS"], 0)
	c.form(root.Number, old["AcroForm"], now["AcroForm"])
}

// store explains every change inside the document security store (ISO
// 32000-2, 12.8.4.3): it holds certificates and lists, which change nothing
// that is shown.
func (c *comparison) store(owner int, o pdfread.Object, depth int) {
	if depth > 6 {
		return
	}
	number := owner
	if ref, ok := o.(pdfread.Ref); ok {
		if c.changed[ref.Number] {
			c.explain(ref.Number, owner)
			c.add(Validation, ref.Number, "", false)
		}
		if c.visited[ref] {
			return
		}
		c.visited[ref] = true
		number = ref.Number
	}
	switch v := c.after.Resolve(o).(type) {
	case pdfread.Dict:
		for _, e := range v {
			c.store(number, e, depth+1)
		}
	case pdfread.Array:
		for _, e := range v {
			c.store(number, e, depth+1)
		}
	}
}

// plain resolves to a dictionary that is no stream.
func plain(view *pdfread.View, o pdfread.Object) pdfread.Dict {
	d, _ := view.Resolve(o).(pdfread.Dict)
	return d
}
