// Package change tells what one revision of a PDF changed, object by object,
// against a list of what a signature may permit (ISO 32000-2, 12.8.2.2). What
// is not on the list is Forbidden; there is no list of what is dangerous.
//
// A changed object counts as explained only by the place from which it was
// reached: the catalog may gain a DSS, a page an annotation that is the widget
// of a new signature field, a form field a value. An object that is also used
// from a place that explains nothing is not explained.
package change

import (
	"maps"
	"slices"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// Kind sorts changes by what must be permitted for them.
type Kind int

// The kinds. All but Forbidden may follow a signature whose permissions say so.
const (
	Validation Kind = iota // DSS, the form's signature flags, document timestamps
	Metadata               // document information, XMP, extensions
	Signing                // a signature, in a new or an empty signature field
	Filling                // the value and appearance of a form field
	Annotation             // an annotation other than a form field
	Forbidden              // anything else
)

// Change is one change. Field is the full name of the form field it is about;
// Visible says that the page may look different.
type Change struct {
	Kind    Kind
	Field   string
	New     bool // the field was not there before
	Visible bool
	Object  int // number of the object
}

// Compare lists what the newest revision of after changed against before,
// which must be the revision just below.
func Compare(before, after *pdfread.View) []Change {
	c := &comparison{before: before, after: after,
		changed: map[int]bool{}, allowed: map[int]map[int]bool{}, visited: map[pdfread.Ref]bool{}, widgets: map[pdfread.Ref]bool{}}
	c.collect()
	c.trailer()
	c.unexplained()
	return c.found
}

// comparison walks both views at once from the trailer down, along the paths
// on which something may change.
type comparison struct {
	before, after *pdfread.View
	changed       map[int]bool         // numbers whose objects differ, new ones left out
	allowed       map[int]map[int]bool // explained number -> numbers of the objects it may be used from
	visited       map[pdfread.Ref]bool
	widgets       map[pdfread.Ref]bool // of new signature fields
	found         []Change
}

func (c *comparison) add(kind Kind, object int, field string, visible bool) {
	c.found = append(c.found, Change{Kind: kind, Field: field, Visible: visible, Object: object})
}

func (c *comparison) forbid(object int) { c.add(Forbidden, object, "", true) }

// collect finds the existing objects that differ. Cross-reference and object
// streams hold no content of their own.
func (c *comparison) collect() {
	wanted := c.wantedBefore()
	for _, number := range c.after.Touched() {
		old := c.before.Lookup(c.before.Reference(number))
		now := c.after.Lookup(c.after.Reference(number))
		sameRef := c.before.Reference(number) == c.after.Reference(number)
		if sameRef && pdfread.Equal(old, now) || c.container(old, now) {
			continue
		}
		if !c.before.Has(number) && !wanted[number] {
			continue
		}
		c.changed[number] = true
	}
}

// container reports whether both states of an object, where there are two, are
// cross-reference or object streams.
func (c *comparison) container(old, now pdfread.Object) bool {
	for _, o := range []pdfread.Object{old, now} {
		s, ok := o.(*pdfread.Stream)
		if o == nil {
			continue
		}
		if !ok || s.Dict["Type"] != pdfread.Name("XRef") && s.Dict["Type"] != pdfread.Name("ObjStm") {
			return false
		}
	}
	return old != nil || now != nil
}

// wantedBefore lists the numbers the older revision referred to. Where it had
// no object for one, a new object there changes what was signed.
func (c *comparison) wantedBefore() map[int]bool {
	wanted := map[int]bool{}
	c.before.EachRef(func(_ int, ref pdfread.Ref) { wanted[ref.Number] = true })
	return wanted
}

// explain notes that the change of a number is accounted for when used from
// the given objects (0 is the trailer).
func (c *comparison) explain(number int, from ...int) {
	if c.allowed[number] == nil {
		c.allowed[number] = map[int]bool{}
	}
	for _, f := range from {
		c.allowed[number][f] = true
	}
}

// unexplained forbids every changed object that no permitted path reached, or
// that some other path reaches as well.
func (c *comparison) unexplained() {
	stray := map[int]bool{}
	for _, view := range []*pdfread.View{c.before, c.after} {
		view.EachRef(func(from int, ref pdfread.Ref) {
			if allowed := c.allowed[ref.Number]; allowed != nil && !allowed[from] && !allowed[anywhere] {
				stray[ref.Number] = true
			}
		})
	}
	for _, number := range slices.Sorted(maps.Keys(c.changed)) {
		if c.allowed[number] == nil {
			c.forbid(number)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(stray)) {
		c.forbid(number)
	}
}

// anywhere stands for every object: used for dictionaries whose role is plain
// wherever they are referred to, such as pages and fields.
const anywhere = -1

// differ reports whether two dictionaries differ in keys other than the given.
func differ(old, now pdfread.Dict, except ...pdfread.Name) bool {
	for k, v := range old {
		if w, ok := now[k]; !slices.Contains(except, k) && (!ok || !pdfread.Equal(v, w)) {
			return true
		}
	}
	for k := range now {
		if _, ok := old[k]; !slices.Contains(except, k) && !ok {
			return true
		}
	}
	return false
}
