package change

import (
	"slices"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

const maxFieldDepth = 32

// form compares the interactive forms (12.7.3): Fields may gain signature
// fields at its end, SigFlags may change, DA and DR may appear where the form
// had none.
func (c *comparison) form(root int, before, after pdfread.Object) {
	old, now := plain(c.before, before), plain(c.after, after)
	if now == nil {
		if old != nil {
			c.forbid(root)
		}
		return
	}
	except := []pdfread.Name{"Fields", "SigFlags"}
	for _, key := range []pdfread.Name{"DA", "DR"} {
		if old[key] == nil {
			except = append(except, key)
		}
	}
	if differ(old, now, except...) {
		c.forbid(root)
		return
	}
	owner := root
	if ref, ok := after.(pdfread.Ref); ok {
		owner = ref.Number
		if c.changed[owner] {
			c.explain(owner, root)
		}
	}
	if !pdfread.Equal(old["SigFlags"], now["SigFlags"]) {
		c.add(Validation, owner, "", false)
	}
	added, ok := c.grown(owner, old["Fields"], now["Fields"])
	if !ok {
		c.forbid(owner)
		return
	}
	c.fields(c.before.Array(old["Fields"]), "", "", 0)
	for _, o := range added {
		c.newField(o)
	}
}

// grown compares two arrays that may only gain elements, and explains the
// array itself where it is an object of its own.
func (c *comparison) grown(owner int, before, after pdfread.Object) (added pdfread.Array, ok bool) {
	old, now := c.before.Array(before), c.after.Array(after)
	if ref, indirect := after.(pdfread.Ref); indirect && c.changed[ref.Number] {
		c.explain(ref.Number, owner)
	}
	for _, o := range now {
		if len(old) > 0 && pdfread.Equal(o, old[0]) {
			old = old[1:]
			continue
		}
		added = append(added, o)
	}
	return added, len(old) == 0
}

// fields walks the fields that were there before.
func (c *comparison) fields(list pdfread.Array, parent string, kind pdfread.Name, depth int) {
	for _, o := range list {
		ref, ok := o.(pdfread.Ref)
		if !ok || depth > maxFieldDepth || c.visited[ref] {
			continue
		}
		c.visited[ref] = true
		c.field(ref, parent, kind, depth)
	}
}

func (c *comparison) field(ref pdfread.Ref, parent string, kind pdfread.Name, depth int) {
	old, now := plain(c.before, ref), plain(c.after, ref)
	if old == nil || now == nil {
		return
	}
	if k := c.before.Name(old["FT"]); k != "" {
		kind = k
	}
	name := parent
	if t, ok := c.before.Resolve(old["T"]).(pdfread.String); ok {
		if name = t.Text(); parent != "" {
			name = parent + "." + name
		}
	}
	switch kind {
	case "Sig":
		c.signing(ref, name, old, now)
	case "Tx", "Ch", "Btn":
		c.filling(ref, name, old, now)
	}
	c.fields(c.before.Array(old["Kids"]), name, kind, depth+1)
}

// signing allows an empty signature field to gain a signature and the
// appearance that goes with it.
func (c *comparison) signing(ref pdfread.Ref, name string, old, now pdfread.Dict) {
	if !c.changed[ref.Number] {
		return
	}
	if old["V"] != nil || now["V"] == nil || differ(old, now, "V", "AP", "F", "MK", "M", "NM", "DA", "Lock") ||
		old["Lock"] != nil && !pdfread.Equal(old["Lock"], now["Lock"]) {
		return
	}
	c.explain(ref.Number, anywhere)
	c.add(Signing, ref.Number, name, visible(c.after, now))
}

// filling allows a field another value and the appearance that goes with it.
func (c *comparison) filling(ref pdfread.Ref, name string, old, now pdfread.Dict) {
	if c.changed[ref.Number] {
		if differ(old, now, "V", "AP", "AS", "I", "M", "RV") {
			return
		}
		c.explain(ref.Number, anywhere)
		c.add(Filling, ref.Number, name, true)
	}
	if v, ok := now["V"].(pdfread.Ref); ok && c.changed[v.Number] {
		c.explain(v.Number, ref.Number)
		c.add(Filling, v.Number, name, true)
	}
	if c.appearance(ref.Number, now["AP"], 0) {
		c.add(Filling, ref.Number, name, true)
	}
}

// appearance explains changes in an appearance dictionary, its states and
// their streams (12.5.5), and reports whether there were any.
func (c *comparison) appearance(owner int, o pdfread.Object, depth int) bool {
	number, touched := owner, false
	if ref, ok := o.(pdfread.Ref); ok {
		number = ref.Number
		if touched = c.changed[number]; touched {
			c.explain(number, owner)
		}
	}
	d, ok := c.after.Resolve(o).(pdfread.Dict)
	if !ok || depth > 2 {
		return touched
	}
	for _, e := range d {
		if c.appearance(number, e, depth+1) {
			touched = true
		}
	}
	return touched
}

// newField allows a signature field of its own, signed or empty.
func (c *comparison) newField(o pdfread.Object) {
	ref, ok := o.(pdfread.Ref)
	d := plain(c.after, o)
	if !ok || c.before.Has(ref.Number) || d == nil || d["FT"] != pdfread.Name("Sig") || d["Parent"] != nil || !c.fieldKeys(d) {
		c.forbid(ref.Number)
		return
	}
	shown := c.newWidget(ref, d)
	for _, k := range c.after.Array(d["Kids"]) {
		kid, ok := k.(pdfread.Ref)
		w := plain(c.after, k)
		if !ok || c.before.Has(kid.Number) || w["Parent"] != pdfread.Object(ref) || w["Subtype"] != pdfread.Name("Widget") || !c.fieldKeys(w) {
			c.forbid(ref.Number)
			return
		}
		shown = c.newWidget(kid, w) || shown
	}
	name := ""
	if t, ok := c.after.Resolve(d["T"]).(pdfread.String); ok {
		name = t.Text()
	}
	kind := Signing
	if value := plain(c.after, d["V"]); value["SubFilter"] == pdfread.Name("ETSI.RFC3161") && !shown {
		kind = Validation
	}
	c.found = append(c.found, Change{Kind: kind, Field: name, New: true, Visible: shown, Object: ref.Number})
}

func (c *comparison) newWidget(ref pdfread.Ref, d pdfread.Dict) bool {
	c.widgets[ref] = true
	return visible(c.after, d)
}

// fieldKeys reports whether a new field has none but the keys of signature
// fields and their widgets: no action, no other type. Its value, where it has
// one, must be new too.
func (c *comparison) fieldKeys(d pdfread.Dict) bool {
	known := []pdfread.Name{"FT", "T", "TU", "TM", "Ff", "V", "Kids", "Lock", "SV", "Type", "Subtype", "Rect",
		"P", "AP", "F", "MK", "BS", "Border", "DA", "NM", "M", "H", "Parent", "StructParent", "AS"}
	for key := range d {
		if !slices.Contains(known, key) {
			return false
		}
	}
	value, ok := d["V"].(pdfread.Ref)
	return !ok || !c.before.Has(value.Number)
}

// visible reports whether a widget or annotation may show on its page: it has
// an area and is not hidden (12.5.3).
func visible(view *pdfread.View, d pdfread.Dict) bool {
	const hidden, noView = 1 << 1, 1 << 5
	if view.Int(d["F"], 0)&(hidden|noView) != 0 {
		return false
	}
	rect := view.Array(d["Rect"])
	if len(rect) != 4 {
		return false
	}
	return !pdfread.Equal(view.Resolve(rect[0]), view.Resolve(rect[2])) && !pdfread.Equal(view.Resolve(rect[1]), view.Resolve(rect[3]))
}
