package pdfread

import (
	"bytes"
	"slices"
)

// tail is what follows a section: startxref, a number, %%EOF.
type tail struct {
	number int
	end    int
}

func (f *File) tail(at int) (tail, bool) {
	p := f.at(at)
	if !p.keyword("startxref") {
		return tail{}, false
	}
	n, ok := p.integer()
	if !ok {
		return tail{}, false
	}
	for p.pos < len(f.data) && isSpace(f.data[p.pos]) {
		p.pos++
	}
	if !bytes.HasPrefix(f.data[p.pos:], []byte("%%EOF")) {
		return tail{}, false
	}
	return tail{n, endOfLine(f.data, p.pos+len("%%EOF"))}, true
}

// endOfLine steps over at most one end-of-line marker.
func endOfLine(data []byte, at int) int {
	switch {
	case bytes.HasPrefix(data[at:], []byte("\r\n")):
		return at + 2
	case at < len(data) && (data[at] == '\n' || data[at] == '\r'):
		return at + 1
	}
	return at
}

// group joins sections, newest first, to revisions, oldest first. Only in a
// linearised file do two sections make one revision (annex F): the first
// page's stands before the main one and points forward to it.
func (f *File) group(sections []*section) error {
	for i := 0; i < len(sections); i++ {
		s := sections[i]
		members := []*section{s}
		last := s
		if s.prev > s.offset {
			if i+2 != len(sections) || !f.linearized() {
				f.note(LateLinearized, s.offset)
				return ErrUnreadable
			}
			i++
			last = sections[i]
			members = append(members, last)
		}
		t, ok := f.tail(last.end)
		if !ok || t.number != s.offset {
			return ErrUnreadable
		}
		f.revisions = append(f.revisions, &Revision{End: t.end, StartXref: t.number, sections: members})
	}
	slices.Reverse(f.revisions)
	start := 0
	for _, r := range f.revisions {
		if r.End <= start {
			return ErrUnreadable
		}
		r.Start = start
		start = r.End
	}
	f.end = start
	return nil
}

// linearized reports whether the first object is a linearisation dictionary.
func (f *File) linearized() bool {
	head := f.data[:min(len(f.data), 1024)]
	at := bytes.Index(head, []byte("/Linearized"))
	first := bytes.Index(head, []byte("endobj"))
	return at >= 0 && first > at
}
