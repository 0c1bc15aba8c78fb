package pdfread

// packedObject is one object of an object stream (7.5.7).
type packedObject struct {
	number int
	value  Object
}

// packed gives the object an entry of kind packedIn means.
func (v *View) packed(e entry, number int) Object {
	container, ok := v.entry(e.offset)
	if !ok || container.kind != plain {
		return nil
	}
	list, ok := v.file.packed[container.offset]
	if !ok {
		var err error
		if list, err = v.unpack(container, e.offset); err != nil {
			return nil
		}
	}
	if e.generation >= len(list) || list[e.generation].number != number {
		return nil
	}
	return list[e.generation].value
}

// unpack reads an object stream and keeps its objects.
func (v *View) unpack(container entry, number int) ([]packedObject, error) {
	f := v.file
	f.packed[container.offset] = nil // also stops a stream that asks for itself
	o, err := f.indirect(container.offset, v)
	if err != nil || o.ref.Number != number || o.end > v.End() {
		return nil, ErrUnreadable
	}
	s, ok := o.value.(*Stream)
	if !ok || s.Dict["Type"] != Name("ObjStm") {
		return nil, ErrUnreadable
	}
	body, err := v.Decode(s)
	if err != nil {
		f.note(UnknownFilter, o.start)
		return nil, err
	}
	list, err := f.unpackBody(body, v.Int(s.Dict["N"], -1), v.Int(s.Dict["First"], -1))
	if err != nil {
		f.note(BrokenObject, o.start)
		return nil, err
	}
	f.packed[container.offset] = list
	return list, nil
}

func (f *File) unpackBody(body []byte, n, first int) ([]packedObject, error) {
	if n < 0 || first < 0 || first > len(body) || n > f.limits.Objects {
		return nil, ErrUnreadable
	}
	header := &parser{data: body[:first], file: f}
	list := make([]packedObject, 0, min(n, first))
	seen := map[int]bool{}
	for range n {
		number, ok := header.integer()
		offset, ok2 := header.integer()
		if !ok || !ok2 || offset > len(body)-first {
			return nil, ErrUnreadable
		}
		p := &parser{data: body, pos: first + offset, file: f}
		value, err := p.object(0)
		if err != nil {
			return nil, err
		}
		if seen[number] {
			f.note(DuplicateObject, -1)
		}
		seen[number] = true
		list = append(list, packedObject{number, value})
	}
	return list, nil
}
