package verify

import (
	"yinxin.example/yinxin/internal/signature/pdfread"
)

const (
	maxFields     = 5000
	maxFieldDepth = 32
	maxSignatures = 40
)

// signature is one signature as a revision shows it.
type signature struct {
	field    string       // full name
	fieldRef pdfread.Ref  // the field's object; zero for a direct one
	owner    int          // number of the object that holds the dictionary
	dict     pdfread.Dict // the signature dictionary
	lock     pdfread.Dict // the field's Lock
	first    int          // index of the first revision that shows it
}

// contents is the Contents token of a signature; ok is false where it is no
// hexadecimal string written directly into the dictionary.
func (s signature) contents() (pdfread.String, bool) {
	c, ok := s.dict["Contents"].(pdfread.String)
	return c, ok && c.Hex && c.Start >= 0
}

// fieldWalk collects the signatures one view's form leads to.
type fieldWalk struct {
	view  *pdfread.View
	seen  map[pdfread.Ref]bool
	count int
	found []signature
}

// signaturesIn walks catalog, AcroForm, Fields, Kids (12.7.3) of a view.
func signaturesIn(view *pdfread.View) []signature {
	w := &fieldWalk{view: view, seen: map[pdfread.Ref]bool{}}
	form := view.Dict(view.Catalog()["AcroForm"])
	w.fields(view.Array(form["Fields"]), "", "", 0)
	return w.found
}

func (w *fieldWalk) fields(list pdfread.Array, parent string, kind pdfread.Name, depth int) {
	if depth > maxFieldDepth {
		return
	}
	for _, o := range list {
		ref, _ := o.(pdfread.Ref)
		if w.count++; w.count > maxFields || ref != (pdfread.Ref{}) && w.seen[ref] {
			continue
		}
		w.seen[ref] = true
		w.field(ref, w.view.Dict(o), parent, kind, depth)
	}
}

func (w *fieldWalk) field(ref pdfread.Ref, d pdfread.Dict, parent string, kind pdfread.Name, depth int) {
	if d == nil {
		return
	}
	if k := w.view.Name(d["FT"]); k != "" {
		kind = k
	}
	name := parent
	if t, ok := w.view.Resolve(d["T"]).(pdfread.String); ok {
		name = joinName(parent, t.Text())
	}
	if value, has := d["V"]; has && kind == "Sig" {
		s := signature{field: name, fieldRef: ref, owner: ref.Number, dict: w.view.Dict(value), lock: w.view.Dict(d["Lock"])}
		if at, indirect := value.(pdfread.Ref); indirect {
			s.owner = at.Number
		}
		if s.dict != nil || !isNull(w.view, value) {
			w.found = append(w.found, s)
		}
	}
	w.fields(w.view.Array(d["Kids"]), name, kind, depth+1)
}

func isNull(view *pdfread.View, o pdfread.Object) bool { return view.Resolve(o) == nil }

func joinName(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// allSignatures joins what all revisions show, oldest first: a signature that
// a later revision hides is still there.
func allSignatures(pdf *pdfread.File) []signature {
	var out []signature
	known := map[int]bool{}
	for i := range pdf.Revisions() {
		for _, s := range signaturesIn(pdf.View(i)) {
			key := -s.owner
			if c, ok := s.contents(); ok {
				key = c.Start
			}
			if known[key] {
				continue
			}
			known[key] = true
			s.first = i
			out = append(out, s)
		}
	}
	return out
}
