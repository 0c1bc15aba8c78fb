package archival

import (
	"strings"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// form: the interactive form may gain one signature field at its end, which
// holds a document timestamp.
func (s *step) form(before, after pdfread.Object) bool {
	value, ok := s.inPlace(before, after)
	now, isDict := value.(pdfread.Dict)
	old := s.before.Dict(before)
	if !ok || !isDict || differ(old, now, "Fields") {
		return false
	}
	list, ok := s.inPlace(old["Fields"], now["Fields"])
	fields, isArray := list.(pdfread.Array)
	if !ok || !isArray {
		return false
	}
	more, ok := grown(s.before.Array(old["Fields"]), fields)
	if !ok || len(more) > 1 {
		return false
	}
	return len(more) == 0 || s.field(more[0], fields)
}

// field: a new field that is its own widget, shows nothing, and has a name of
// its own.
func (s *step) field(o pdfread.Object, all pdfread.Array) bool {
	ref, ok := o.(pdfread.Ref)
	if !ok || !s.isNew(ref) {
		return false
	}
	d := dict(s.after, ref)
	if !onlyKeys(d, "FT", "T", "TU", "Ff", "V", "Type", "Subtype", "Rect", "F", "P", "AP", "MK", "DA") ||
		d["FT"] != pdfread.Object(pdfread.Name("Sig")) || d["Subtype"] != pdfread.Object(pdfread.Name("Widget")) || !typed(d, "Annot") ||
		!empty(s.after.Array(d["Rect"])) || !s.named(ref, d, all) || !s.appearance(d["AP"]) {
		return false
	}
	for _, key := range []pdfread.Name{"Ff", "F"} {
		if _, ok := d[key].(int64); d[key] != nil && !ok {
			return false
		}
	}
	for _, key := range []pdfread.Name{"TU", "DA"} {
		if d[key] != nil && !isString(d[key]) {
			return false
		}
	}
	if mk, ok := d["MK"].(pdfread.Dict); d["MK"] != nil && (!ok || len(mk) > 0) {
		return false
	}
	return s.stamp(d["V"]) && s.page(d["P"], ref)
}

// named: no other field has this one's name (12.7.4.2).
func (s *step) named(ref pdfread.Ref, d pdfread.Dict, all pdfread.Array) bool {
	name, ok := d["T"].(pdfread.String)
	if !ok || name.Text() == "" || strings.Contains(name.Text(), ".") {
		return false
	}
	for _, o := range all {
		other, _ := s.after.Resolve(s.after.Dict(o)["T"]).(pdfread.String)
		if o != pdfread.Object(ref) && other.Text() == name.Text() {
			return false
		}
	}
	return true
}

// appearance: none, or a form that draws nothing on no area.
func (s *step) appearance(o pdfread.Object) bool {
	if o == nil {
		return true
	}
	value, ok := s.inPlace(nil, o)
	ap, isDict := value.(pdfread.Dict)
	if !ok || !isDict || !onlyKeys(ap, "N") {
		return false
	}
	ref, ok := ap["N"].(pdfread.Ref)
	if !ok || !s.isNew(ref) {
		return false
	}
	stream, ok := s.after.Lookup(ref).(*pdfread.Stream)
	if !ok || !onlyKeys(stream.Dict, "Type", "Subtype", "FormType", "BBox", "Length", "Filter") ||
		stream.Dict["Subtype"] != pdfread.Object(pdfread.Name("Form")) || !empty(s.after.Array(stream.Dict["BBox"])) {
		return false
	}
	drawn, err := s.after.Decode(stream)
	return err == nil && len(drawn) == 0
}

// stamp: a document timestamp's dictionary (12.8.5).
func (s *step) stamp(o pdfread.Object) bool {
	ref, ok := o.(pdfread.Ref)
	if !ok || !s.isNew(ref) {
		return false
	}
	d := dict(s.after, ref)
	if !onlyKeys(d, "Type", "Filter", "SubFilter", "ByteRange", "Contents", "V") ||
		d["Type"] != pdfread.Object(pdfread.Name("DocTimeStamp")) || d["SubFilter"] != pdfread.Object(pdfread.Name("ETSI.RFC3161")) {
		return false
	}
	if _, ok := d["Filter"].(pdfread.Name); !ok || d["V"] != nil && d["V"] != pdfread.Object(int64(0)) {
		return false
	}
	s.added.Stamp = ref.Number
	return true
}

// page: one that was there before, of which nothing changes but that the
// widget is the last of its annotations. It need not name the widget at all.
func (s *step) page(o pdfread.Object, widget pdfread.Ref) bool {
	ref, ok := o.(pdfread.Ref)
	if !ok {
		return o == nil
	}
	old, now := dict(s.before, ref), dict(s.after, ref)
	if ref.Number >= s.fresh || old["Type"] != pdfread.Object(pdfread.Name("Page")) || differ(old, now, "Annots") {
		return false
	}
	s.account(ref.Number)
	if old["Annots"] == nil && now["Annots"] == nil {
		return true
	}
	list, ok := s.inPlace(old["Annots"], now["Annots"])
	annotations, isArray := list.(pdfread.Array)
	if !ok || !isArray {
		return false
	}
	more, ok := grown(s.before.Array(old["Annots"]), annotations)
	return ok && (len(more) == 0 || len(more) == 1 && more[0] == pdfread.Object(widget))
}
