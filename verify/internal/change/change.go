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

// Tracker goes through the revisions of a file one by one. It remembers which
// object uses which, so that a step costs what the step changes and not what
// the file holds.
type Tracker struct {
	view  *pdfread.View
	users map[int]map[int]bool // number -> numbers of the objects that refer to it, 0 being the trailer
}

// NewTracker starts at a view.
func NewTracker(view *pdfread.View) *Tracker {
	t := &Tracker{view: view, users: map[int]map[int]bool{}}
	view.EachRef(t.use)
	return t
}

func (t *Tracker) use(from int, ref pdfread.Ref) {
	if t.users[ref.Number] == nil {
		t.users[ref.Number] = map[int]bool{}
	}
	t.users[ref.Number][from] = true
}

// Step goes on to the next revision and lists what it changed.
func (t *Tracker) Step(after *pdfread.View) []Change {
	c := &comparison{before: t.view, after: after, users: t.users,
		changed: map[int]bool{}, allowed: map[int]map[int]bool{},
		visited: map[pdfread.Ref]bool{}, widgets: map[pdfread.Ref]bool{}}
	touched := after.Touched()
	c.collect(touched)
	c.trailer()
	c.strays()
	t.move(after, touched)
	c.strays()
	c.unexplained()
	return c.found
}

// move makes the tracker's view the next one.
func (t *Tracker) move(after *pdfread.View, touched []int) {
	forget := func(from int, o pdfread.Object) {
		pdfread.Refs(o, func(ref pdfread.Ref) { delete(t.users[ref.Number], from) })
	}
	forget(0, t.view.Trailer())
	pdfread.Refs(after.Trailer(), func(ref pdfread.Ref) { t.use(0, ref) })
	for _, number := range touched {
		forget(number, t.view.Lookup(t.view.Reference(number)))
		pdfread.Refs(after.Lookup(after.Reference(number)), func(ref pdfread.Ref) { t.use(number, ref) })
	}
	t.view = after
}

// comparison walks both views at once from the trailer down, along the paths
// on which something may change.
type comparison struct {
	before, after *pdfread.View
	users         map[int]map[int]bool
	changed       map[int]bool         // numbers whose objects differ, new ones left out
	allowed       map[int]map[int]bool // explained number -> numbers of the objects it may be used from
	visited       map[pdfread.Ref]bool
	widgets       map[pdfread.Ref]bool // of new signature fields
	stray         map[int]bool         // explained numbers used from elsewhere too
	found         []Change
}

func (c *comparison) add(kind Kind, object int, field string, visible bool) {
	c.found = append(c.found, Change{Kind: kind, Field: field, Visible: visible, Object: object})
}

func (c *comparison) forbid(object int) { c.add(Forbidden, object, "", true) }

// collect finds the existing objects that differ. Cross-reference and object
// streams hold no content of their own. A number that had no object, but that
// the older revision referred to, counts as existing: a new object there
// changes what was signed.
func (c *comparison) collect(touched []int) {
	for _, number := range touched {
		old := c.before.Lookup(c.before.Reference(number))
		now := c.after.Lookup(c.after.Reference(number))
		sameRef := c.before.Reference(number) == c.after.Reference(number)
		if sameRef && pdfread.Equal(old, now) || c.container(old, now) {
			continue
		}
		if c.before.Has(number) || len(c.users[number]) > 0 {
			c.changed[number] = true
		}
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

// strays finds explained objects that something else uses as well, before the
// step or after it.
func (c *comparison) strays() {
	for number, allowed := range c.allowed {
		for from := range c.users[number] {
			if !allowed[from] && !allowed[anywhere] {
				if c.stray == nil {
					c.stray = map[int]bool{}
				}
				c.stray[number] = true
			}
		}
	}
}

// unexplained forbids every changed object that no permitted path reached, or
// that some other path reaches as well.
func (c *comparison) unexplained() {
	for _, number := range slices.Sorted(maps.Keys(c.changed)) {
		if c.allowed[number] == nil || c.stray[number] {
			c.forbid(number)
		}
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
