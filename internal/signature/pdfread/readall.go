package pdfread

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// readAll reads every object that any revision lists, checks each line of the
// cross-references against what stands there, and looks at the bytes between.
func (f *File) readAll() error {
	var spans []span
	wanted := map[int]bool{}
	for i, r := range f.revisions {
		view := f.View(i)
		for _, s := range r.sections {
			spans = append(spans, s.spans...)
			for _, number := range slices.Sorted(maps.Keys(s.entries)) {
				found, err := f.readEntry(view, r, number, s.entries[number])
				if err != nil {
					return err
				}
				if found != nil {
					spans = append(spans, span{found.start, found.end, number})
					Refs(found.value, func(ref Ref) { wanted[ref.Number] = true })
				}
				wanted[number] = true
			}
			f.checkSize(s)
		}
	}
	for _, list := range f.packed {
		for _, o := range list {
			Refs(o.value, func(ref Ref) { wanted[ref.Number] = true })
		}
	}
	return f.between(spans, wanted)
}

// readEntry reads one listed object; nil where the line leads to none of this
// revision's own.
func (f *File) readEntry(view *View, r *Revision, number int, e entry) (*parsed, error) {
	switch e.kind {
	case free:
		return nil, nil
	case packedIn:
		if container, ok := view.entry(e.offset); !ok || container.kind != plain {
			f.note(WrongOffset, r.StartXref)
			return nil, nil
		}
		view.packed(e, number)
		list := f.packed[mustEntry(view, e.offset).offset]
		if e.generation >= len(list) || list[e.generation].number != number {
			f.note(WrongOffset, r.StartXref)
		}
		return nil, f.spent.token()
	}
	if e.offset < r.Start || e.offset >= r.End {
		if view.last == 0 || !f.View(view.last-1).same(number, e) {
			f.note(MixedRevision, e.offset)
		}
		if e.offset >= r.End {
			return nil, nil
		}
	}
	o, err := f.indirect(e.offset, view)
	switch {
	case err != nil && fatal(err):
		return nil, err
	case err != nil:
		f.note(BrokenObject, e.offset) // a finding about the file, not a failure to read it
		return nil, nil                //nolint:nilerr // noted above
	case o.ref != (Ref{number, e.generation}):
		f.note(WrongOffset, e.offset)
		return nil, nil
	case o.end > r.End:
		f.note(MixedRevision, e.offset)
	}
	return &o, nil
}

func mustEntry(v *View, number int) entry {
	e, _ := v.entry(number)
	return e
}

func (v *View) same(number int, e entry) bool {
	have, ok := v.entry(number)
	return ok && have == e
}

func (f *File) checkSize(s *section) {
	size, ok := s.trailer["Size"].(int64)
	if !ok {
		f.note(SizeMismatch, s.offset)
		return
	}
	for number, e := range s.entries {
		if e.kind != free && int64(number) >= size {
			f.note(SizeMismatch, s.offset)
			return
		}
	}
}

// between looks at the bytes no object and no section owns. Padding and
// comments may stand there, even forgotten objects; an object somebody asks
// for may not, since a reader that rebuilds the file would show it.
func (f *File) between(spans []span, wanted map[int]bool) error {
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	spans = slices.Compact(spans)
	starts := f.sectionStarts()
	at := 0
	for _, s := range append(spans, span{start: f.end, end: f.end}) {
		if s.start < at {
			if !starts[s.start] {
				f.note(OverlappingText, s.start)
			}
			at = max(at, s.end)
			continue
		}
		f.gap(at, s.start, wanted)
		at = s.end
	}
	return f.spent.ctx.Err()
}

// sectionStarts are the offsets where a cross-reference stream is counted
// twice: as a section and as an object that lists itself.
func (f *File) sectionStarts() map[int]bool {
	out := map[int]bool{}
	for _, r := range f.revisions {
		for _, s := range r.sections {
			for _, sp := range s.spans {
				out[sp.start] = true
			}
		}
	}
	return out
}

func (f *File) gap(from, to int, wanted map[int]bool) {
	text := f.data[from:to]
	if bytes.Contains(text, []byte("trailer")) {
		f.note(HiddenObject, from)
	}
	for at := 0; ; {
		n := bytes.Index(text[at:], []byte("obj"))
		if n < 0 {
			return
		}
		if number, ok := numberBefore(text[:at+n]); ok && wanted[number] {
			f.note(HiddenObject, from+at+n)
		}
		at += n + len("obj")
	}
}

// numberBefore reads "n g " backwards from the keyword obj.
func numberBefore(text []byte) (int, bool) {
	text, _ = lastInteger(bytes.TrimRight(text, " \r\n\t\f\x00"))
	trimmed := bytes.TrimRight(text, " \r\n\t\f\x00")
	if text == nil || len(trimmed) == len(text) {
		return 0, false
	}
	rest, number := lastInteger(trimmed)
	return number, rest != nil
}

func lastInteger(text []byte) ([]byte, int) {
	at := len(text)
	n, scale := 0, 1
	for at > 0 && isDigit(text[at-1]) && len(text)-at < 10 {
		at--
		n += int(text[at]-'0') * scale
		scale *= 10
	}
	if at == len(text) {
		return nil, 0
	}
	return text[:at:at], n
}
