package archival

import (
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// maxStreams bounds the entries of each list of a store.
const maxStreams = 64

// store: the document security store (ISO 32000-2, 12.8.4.3) may come and
// grow; nothing in it may go.
func (s *step) store(before, after pdfread.Object) bool {
	if before == nil && after == nil {
		return true
	}
	value, ok := s.inPlace(before, after)
	now, isDict := value.(pdfread.Dict)
	if !ok || !isDict || !onlyKeys(now, "Type", "Certs", "CRLs", "OCSPs", "VRI") || !typed(now, "DSS") {
		return false
	}
	old := s.before.Dict(before)
	for _, key := range []pdfread.Name{"Certs", "CRLs", "OCSPs"} {
		had, _ := s.contents(s.before, s.before.Array(old[key]))
		if !s.list(old[key], now[key]) {
			return false
		}
		has, ok := s.contents(s.after, s.after.Array(now[key]))
		if !ok {
			return false
		}
		for content := range had {
			if !has[content] {
				return false
			}
		}
		s.added.Store = s.added.Store || len(has) > len(had)
	}
	return s.related(old["VRI"], now["VRI"])
}

// typed reports whether a dictionary's Type, where it has one, is the given.
func typed(d pdfread.Dict, name pdfread.Name) bool {
	return d["Type"] == nil || d["Type"] == pdfread.Object(name)
}

// list: an array of streams, each new or there before.
func (s *step) list(before, after pdfread.Object) bool {
	if after == nil {
		return before == nil
	}
	value, ok := s.inPlace(before, after)
	array, isArray := value.(pdfread.Array)
	if !ok || !isArray || len(array) > maxStreams {
		return false
	}
	for _, o := range array {
		if !s.stream(o) {
			return false
		}
	}
	return true
}

// stream: certificates, lists and answers are streams with no keys but those
// that tell how they are written.
func (s *step) stream(o pdfread.Object) bool {
	ref, ok := o.(pdfread.Ref)
	if !ok || s.left[ref.Number] && !s.isNew(ref) {
		return false
	}
	stream, ok := s.after.Lookup(ref).(*pdfread.Stream)
	return ok && onlyKeys(stream.Dict, "Length", "Filter", "DecodeParms") && flat(stream.Dict)
}

// contents gives the decoded streams of a list.
func (s *step) contents(view *pdfread.View, list pdfread.Array) (map[string]bool, bool) {
	out := make(map[string]bool, len(list))
	for _, o := range list {
		stream, ok := view.Resolve(o).(*pdfread.Stream)
		if !ok {
			return nil, false
		}
		content, err := view.Decode(stream)
		if err != nil {
			return nil, false
		}
		out[string(content)] = true
	}
	return out, true
}

// related: which of a store's entries belong to which signature (12.8.4.4).
func (s *step) related(before, after pdfread.Object) bool {
	if after == nil {
		return true
	}
	value, ok := s.inPlace(before, after)
	now, isDict := value.(pdfread.Dict)
	if !ok || !isDict {
		return false
	}
	old := s.before.Dict(before)
	for name, o := range now {
		if name == "Type" {
			continue
		}
		value, ok := s.inPlace(old[name], o)
		entry, isDict := value.(pdfread.Dict)
		if !ok || !isDict || !onlyKeys(entry, "Type", "Cert", "CRL", "OCSP", "TU") || !typed(entry, "VRI") ||
			entry["TU"] != nil && !isString(entry["TU"]) {
			return false
		}
		was := s.before.Dict(old[name])
		if !s.list(was["Cert"], entry["Cert"]) || !s.list(was["CRL"], entry["CRL"]) || !s.list(was["OCSP"], entry["OCSP"]) {
			return false
		}
		s.added.Store = s.added.Store || was == nil
	}
	return typed(now, "VRI")
}
