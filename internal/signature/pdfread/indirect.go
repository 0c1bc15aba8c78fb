package pdfread

import (
	"bytes"
)

// parsed is an indirect object with its place in the file.
type parsed struct {
	ref        Ref
	value      Object
	start, end int
	err        error // why it cannot be read; remembered, so as to fail once
}

// span is a stretch of bytes that a section or an object owns; number is -1
// for a section.
type span struct{ start, end, number int }

// indirect reads "n g obj ... endobj" at an offset (7.3.10). The view, which
// may be nil, resolves an indirect Length.
func (f *File) indirect(at int, view *View) (parsed, error) {
	if o, ok := f.objects[at]; ok {
		return o, o.err
	}
	if o, ok := f.known.objects[at]; ok {
		return o, nil
	}
	o, err := f.readIndirect(at, view)
	o.err = err
	f.objects[at] = o
	return o, err
}

func (f *File) readIndirect(at int, view *View) (parsed, error) {
	if at < 0 || at >= len(f.data) {
		return parsed{}, ErrUnreadable
	}
	p := f.at(at)
	if isSpace(f.data[at]) || f.data[at] == '%' {
		return parsed{}, p.fail("no object number stands here")
	}
	number, ok := p.integer()
	generation, ok2 := p.integer()
	if !ok || !ok2 || !p.keyword("obj") {
		return parsed{}, p.fail("no object begins here")
	}
	ref := Ref{number, generation}
	value, err := p.object(0)
	if err != nil {
		return parsed{}, err
	}
	if dict, ok := value.(Dict); ok && p.keyword("stream") {
		if value, err = f.stream(p, dict, ref, view); err != nil {
			return parsed{}, err
		}
	}
	if !p.keyword("endobj") {
		f.note(BrokenObject, p.pos)
	}
	if f.crypt != nil {
		value = f.crypt.object(value, ref)
	}
	return parsed{ref: ref, value: value, start: at, end: p.pos}, nil
}

// stream reads the bytes of a stream; p stands behind the keyword.
func (f *File) stream(p *parser, dict Dict, owner Ref, view *View) (*Stream, error) {
	switch {
	case bytes.HasPrefix(p.data[p.pos:], []byte("\r\n")):
		p.pos += 2
	case bytes.HasPrefix(p.data[p.pos:], []byte("\n")):
		p.pos++
	default:
		return nil, p.fail("the keyword stream is not followed by a line feed")
	}
	if dict["F"] != nil {
		f.note(ExternalStream, p.pos)
	}
	start := p.pos
	length, ok := f.length(dict, view)
	if ok && length <= len(p.data)-start {
		p.pos = start + length
		if end := p.pos; f.endstream(p) {
			return &Stream{Dict: dict, Raw: p.data[start:end], Start: start, owner: owner, end: p.pos}, nil
		}
	}
	f.note(WrongLength, start)
	n := bytes.Index(p.data[start:], []byte("endstream"))
	if n < 0 {
		p.pos = len(p.data)
		p.charge(start)
		return nil, p.fail("a stream does not end")
	}
	if err := f.spent.decode(int64(n)); err != nil {
		return nil, err
	}
	p.pos = start + n + len("endstream")
	return &Stream{Dict: dict, Raw: p.data[start : start+n], Start: start, owner: owner, end: p.pos}, nil
}

// endstream steps over the end-of-line marker and the keyword.
func (f *File) endstream(p *parser) bool {
	for p.pos < len(p.data) && isSpace(p.data[p.pos]) {
		p.pos++
	}
	return p.keyword("endstream")
}

// length reads a stream's Length, direct or not. The object that holds it may
// be packed in a stream whose own Length is elsewhere, but not for ever.
func (f *File) length(dict Dict, view *View) (int, bool) {
	v := dict["Length"]
	if ref, ok := v.(Ref); ok {
		if view == nil || f.resolving == maxLengths {
			return 0, false
		}
		f.resolving++
		v = view.resolve(ref)
		f.resolving--
	}
	n, ok := v.(int64)
	return int(n), ok && n >= 0
}
