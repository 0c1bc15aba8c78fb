// Package archival tells whether a revision adds to a sealed copy only what
// makes its seal last (EN 319 142-1, 5.4.2 and 5.4.3): a document security
// store, a document timestamp. It is stricter than package change, which asks
// what may follow any signature: every object that a revision writes must be
// one of those two, or one that must be written again to hold them, and of
// each only the keys and values named here are let through.
package archival

import (
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// Added is what a revision adds.
type Added struct {
	Store bool // something to the document security store
	Stamp int  // number of the object that is the timestamp's dictionary; 0 for none
}

// Step compares a view with the one before it. It is false where the revision
// does anything else, or nothing at all.
func Step(before, after *pdfread.View) (Added, bool) {
	s := &step{before: before, after: after, left: after.Written(), fresh: before.Int(before.Trailer()["Size"], 0)}
	if !s.trailer() || !s.plainEntries() {
		return Added{}, false
	}
	root, _ := after.Trailer()["Root"].(pdfread.Ref)
	old, now := dict(before, root), dict(after, root)
	if old == nil || now == nil || differ(old, now, "DSS", "Extensions", "AcroForm") {
		return Added{}, false
	}
	s.account(root.Number)
	if !s.extensions(old["Extensions"], now["Extensions"]) || !s.store(old["DSS"], now["DSS"]) ||
		!s.form(old["AcroForm"], now["AcroForm"]) {
		return Added{}, false
	}
	return s.added, len(s.left) == 0 && s.added != (Added{})
}

// Closed reports whether a view asks for no object that is not there yet: one
// written later could then only be asked for by what is written later.
func Closed(view *pdfread.View) bool {
	size, closed := view.Int(view.Trailer()["Size"], 0), true
	view.EachRef(func(_ int, ref pdfread.Ref) { closed = closed && ref.Number < size && view.Has(ref.Number) })
	return closed
}

type step struct {
	before, after *pdfread.View
	fresh         int          // object numbers from here on are new
	left          map[int]bool // written, and not yet accounted for
	added         Added
}

// account takes a number off the list of those that need a reason.
func (s *step) account(number int) { delete(s.left, number) }

// isNew reports whether a reference leads to an object this revision adds, and
// accounts for it.
func (s *step) isNew(ref pdfread.Ref) bool {
	if ref.Number < s.fresh || ref.Generation != 0 || s.after.Origin(ref.Number) != s.after.Index() {
		return false
	}
	s.account(ref.Number)
	return true
}

// inPlace gives the value of what may be direct, new, or an object rewritten
// where it stood; ok is false for a reference to anything else.
func (s *step) inPlace(before, after pdfread.Object) (value pdfread.Object, ok bool) {
	ref, indirect := after.(pdfread.Ref)
	if indirect && !s.isNew(ref) {
		if before != pdfread.Object(ref) {
			return nil, false
		}
		s.account(ref.Number)
	}
	return s.after.Resolve(after), true
}

// trailer: a classic table whose trailer says nothing new but the last part
// of ID.
func (s *step) trailer() bool {
	old, now := s.before.Trailer(), s.after.Trailer()
	if _, ok := now["Root"].(pdfread.Ref); !ok || !onlyKeys(now, "Root", "Prev", "Size", "ID") || !pdfread.Equal(old["Root"], now["Root"]) {
		return false
	}
	was, is := s.before.Array(old["ID"]), s.after.Array(now["ID"])
	return s.after.Int(now["Size"], 0) >= s.fresh &&
		len(was) == 2 && len(is) == 2 && pdfread.Equal(was[0], is[0]) && isString(is[1])
}

// plainEntries: nothing is freed, but for the head of the list of free objects
// (ISO 32000-2, 7.5.4), and nothing has another generation. What is written
// again as it was is no change; EU DSS does so with the fields there are.
func (s *step) plainEntries() bool {
	if !s.after.Has(0) {
		s.account(0)
	}
	for number := range s.left {
		ref := s.after.Reference(number)
		if !s.after.Has(number) || ref.Generation != 0 {
			return false
		}
		if number < s.fresh && s.before.Has(number) && pdfread.Equal(s.before.Lookup(ref), s.after.Lookup(ref)) {
			s.account(number)
		}
	}
	return true
}

// extensions: developers' extensions (7.12) of ETSI and Adobe may come, none may
// go.
func (s *step) extensions(before, after pdfread.Object) bool {
	if before == nil && after == nil {
		return true
	}
	value, ok := s.inPlace(before, after)
	now, isDict := value.(pdfread.Dict)
	if !ok || !isDict {
		return false
	}
	old := s.before.Dict(before)
	for name, was := range old {
		if !pdfread.Equal(was, now[name]) {
			return false
		}
	}
	for name, o := range now {
		if name == "Type" {
			continue
		}
		d, isDict := o.(pdfread.Dict)
		if !isDict || old[name] == nil && name != "ESIC" && name != "ADBE" || !flat(d) ||
			!onlyKeys(d, "Type", "BaseVersion", "ExtensionLevel", "ExtensionRevision", "URL") {
			return false
		}
	}
	return typed(now, "Extensions")
}
