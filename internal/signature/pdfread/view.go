package pdfread

import (
	"maps"
	"slices"
)

// View is the document as it stood after one revision.
type View struct {
	file *File
	last int // index of its revision
}

// View gives the document after revision i of Revisions.
func (f *File) View(i int) *View { return &View{f, i} }

// Final is the document as a reader opens it.
func (f *File) Final() *View { return f.View(len(f.revisions) - 1) }

// Index is the number of the view's revision in Revisions.
func (v *View) Index() int { return v.last }

// End is the end of the view's revision in the file.
func (v *View) End() int { return v.file.revisions[v.last].End }

// Trailer is the trailer of the view's newest section.
func (v *View) Trailer() Dict { return v.file.revisions[v.last].sections[0].trailer }

// entry finds an object's newest line.
func (v *View) entry(number int) (entry, bool) {
	e, _, ok := v.find(number)
	return e, ok
}

// find also tells which revision wrote the line.
func (v *View) find(number int) (entry, int, bool) {
	return v.file.index.find(number, v.last)
}

// Origin is the index of the revision that wrote the object as this view sees
// it, -1 where there is none.
func (v *View) Origin(number int) int {
	e, i, ok := v.find(number)
	switch {
	case !ok || e.kind == free:
		return -1
	case e.kind == packedIn:
		return v.containerOrigin(e.offset, i)
	}
	return i
}

// containerOrigin is the origin of an object stream, never older than its entry's.
func (v *View) containerOrigin(container, least int) int {
	e, i, ok := v.find(container)
	if !ok || e.kind != plain {
		return -1
	}
	return max(i, least)
}

// Lookup gives the object a reference means, nil where there is none.
func (v *View) Lookup(ref Ref) Object {
	e, ok := v.entry(ref.Number)
	if !ok || e.kind == free {
		return nil
	}
	if e.kind == packedIn {
		if ref.Generation != 0 {
			return nil
		}
		return v.packed(e, ref.Number)
	}
	if e.generation != ref.Generation {
		return nil
	}
	o, err := v.file.indirect(e.offset, v)
	if err != nil || o.ref != ref || o.end > v.End() {
		return nil
	}
	return o.value
}

// Source gives an object of this number as it stands in the file, from its
// number to its endobj; nil where none stands there for itself.
func (v *View) Source(number int) []byte {
	e, ok := v.entry(number)
	if !ok || e.kind != plain {
		return nil
	}
	o, err := v.file.indirect(e.offset, v)
	if err != nil || o.ref.Number != number {
		return nil
	}
	return v.file.data[o.start:o.end]
}

// Resolve follows references until it reaches a value.
func (v *View) Resolve(o Object) Object { return v.resolve(o) }

func (v *View) resolve(o Object) Object {
	for range 16 {
		ref, ok := o.(Ref)
		if !ok {
			return o
		}
		if v == nil {
			return nil
		}
		o = v.Lookup(ref)
	}
	return nil
}

// Dict resolves to a dictionary, a stream's included; nil for anything else.
func (v *View) Dict(o Object) Dict {
	switch d := v.resolve(o).(type) {
	case Dict:
		return d
	case *Stream:
		return d.Dict
	}
	return nil
}

// Array resolves to an array; nil for anything else.
func (v *View) Array(o Object) Array {
	a, _ := v.resolve(o).(Array)
	return a
}

// Name resolves to a name; "" for anything else.
func (v *View) Name(o Object) Name {
	n, _ := v.resolve(o).(Name)
	return n
}

// Int resolves to an integer; other for anything else.
func (v *View) Int(o Object, other int) int { return intOr(v.resolve(o), other) }

// Catalog is the document catalog, nil where there is none.
func (v *View) Catalog() Dict { return v.Dict(v.Trailer()["Root"]) }

// Decode gives a stream's content through its filters, decrypted.
func (v *View) Decode(s *Stream) ([]byte, error) {
	raw := s.Raw
	if v.file.crypt != nil {
		var err error
		if raw, err = v.file.crypt.stream(s, v); err != nil {
			return nil, err
		}
	}
	return v.file.decode(s, raw, v)
}

// Numbers calls visit with every object number that is in use.
func (v *View) Numbers(visit func(number int)) {
	v.file.index.numbers(func(number int) {
		if v.Has(number) {
			visit(number)
		}
	})
}

// Written lists the object numbers that the view's own revision writes or frees.
func (v *View) Written() map[int]bool {
	out := map[int]bool{}
	for _, s := range v.file.revisions[v.last].sections {
		for number := range s.entries {
			out[number] = true
		}
	}
	for number := 1; number < len(v.file.index.table); number++ {
		out[number] = true
	}
	return out
}

// Reference gives the reference under which the view knows a number.
func (v *View) Reference(number int) Ref {
	e, _ := v.entry(number)
	if e.kind == plain {
		return Ref{number, e.generation}
	}
	return Ref{number, 0}
}

// Has reports whether a number is in use.
func (v *View) Has(number int) bool {
	e, ok := v.entry(number)
	return ok && e.kind != free
}

// Touched lists, in order, the numbers whose objects the view's own revision
// may have changed: those its sections list, and those in object streams that
// it writes anew.
func (v *View) Touched() []int {
	written := v.Written()
	if v.rewritesContainer(written) {
		v.Numbers(func(number int) {
			if e, _ := v.entry(number); e.kind == packedIn && written[e.offset] {
				written[number] = true
			}
		})
	}
	return slices.Sorted(maps.Keys(written))
}

func (v *View) rewritesContainer(written map[int]bool) bool {
	if v.last == 0 {
		return false
	}
	before := v.file.View(v.last - 1)
	for number := range written {
		if s, ok := before.Lookup(before.Reference(number)).(*Stream); ok && s.Dict["Type"] == Name("ObjStm") {
			return true
		}
	}
	return false
}

// EachRef calls visit with every reference of every object in use and of the
// trailer (from is 0).
func (v *View) EachRef(visit func(from int, ref Ref)) {
	Refs(v.Trailer(), func(ref Ref) { visit(0, ref) })
	v.Numbers(func(number int) {
		Refs(v.Lookup(v.Reference(number)), func(ref Ref) { visit(number, ref) })
	})
}
