package pdfread

import (
	"bytes"
)

type entryKind uint8

const (
	free entryKind = iota
	plain
	packedIn
)

// entry is one line of a cross-reference: where an object stands. For packedIn
// objects offset is the number of the object stream and generation the index.
type entry struct {
	kind       entryKind
	offset     int
	generation int
}

// section is one cross-reference section with its trailer (7.5.4, 7.5.8).
type section struct {
	offset  int // of "xref", or of the stream's object
	end     int // first byte after the trailer dictionary or endobj
	stream  int // object number of a cross-reference stream, -1 for a table
	entries map[int]entry
	trailer Dict
	prev    int // offset of the section before, -1 for none
	spans   []span
}

// chain reads the sections from the newest to the oldest.
func (f *File) chain(start int) ([]*section, error) {
	seen := map[int]bool{}
	var out []*section
	for at := start; at >= 0; {
		if seen[at] {
			return nil, ErrUnreadable
		}
		if len(out) == f.limits.Revisions {
			return nil, ErrLimit
		}
		seen[at] = true
		s, err := f.section(at)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		at = s.prev
	}
	return out, nil
}

func (f *File) section(at int) (*section, error) {
	if at >= len(f.data) {
		return nil, ErrUnreadable
	}
	if bytes.HasPrefix(f.data[at:], []byte("xref")) {
		return f.table(at)
	}
	return f.xrefStream(at)
}

// table reads a classic table, its trailer, and the stream of a hybrid file.
func (f *File) table(at int) (*section, error) {
	p := f.at(at)
	if !p.keyword("xref") {
		return nil, ErrUnreadable
	}
	s := &section{offset: at, stream: -1, entries: map[int]entry{}, prev: -1}
	for !p.keyword("trailer") {
		if err := f.subsection(p, s); err != nil {
			return nil, err
		}
	}
	trailer, err := p.object(0)
	if err != nil {
		return nil, err
	}
	dict, ok := trailer.(Dict)
	if !ok {
		return nil, ErrUnreadable
	}
	s.trailer, s.end = dict, p.pos
	s.spans = append(s.spans, span{s.offset, s.end, -1})
	if err := f.previous(s); err != nil {
		return nil, err
	}
	return s, f.hybrid(s)
}

func (f *File) subsection(p *parser, s *section) error {
	first, ok := p.integer()
	count, ok2 := p.integer()
	if !ok || !ok2 {
		return ErrUnreadable
	}
	if count > f.limits.Objects || first > f.limits.Objects-count {
		return ErrLimit
	}
	for i := range count {
		if err := f.spent.entry(); err != nil {
			return err
		}
		offset, ok := p.integer()
		generation, ok2 := p.integer()
		if !ok || !ok2 {
			return ErrUnreadable
		}
		e := entry{plain, offset, generation}
		switch {
		case p.keyword("n"):
		case p.keyword("f"):
			e.kind = free
		default:
			return ErrUnreadable
		}
		if _, twice := s.entries[first+i]; twice {
			f.note(DuplicateObject, p.pos)
		}
		s.entries[first+i] = e
	}
	return nil
}

// previous reads Prev, which must be a direct integer.
func (f *File) previous(s *section) error {
	v, ok := s.trailer["Prev"]
	if !ok {
		return nil
	}
	n, ok := v.(int64)
	if !ok || n < 0 || n >= int64(len(f.data)) {
		return ErrUnreadable
	}
	s.prev = int(n)
	return nil
}

// hybrid adds the entries of XRefStm (7.5.8.4). They may only tell of objects
// that the table leaves out or calls free.
func (f *File) hybrid(s *section) error {
	v, ok := s.trailer["XRefStm"]
	if !ok {
		return nil
	}
	n, ok := v.(int64)
	if !ok || n < 0 || n >= int64(len(f.data)) {
		return ErrUnreadable
	}
	more, err := f.xrefStream(int(n))
	if err != nil {
		return err
	}
	for number, e := range more.entries {
		have, listed := s.entries[number]
		switch {
		case !listed || have.kind == free && e.kind != free:
			s.entries[number] = e
		case have != e && e.kind != free:
			f.note(HybridConflict, int(n))
		}
	}
	s.spans = append(s.spans, more.spans...)
	return nil
}
