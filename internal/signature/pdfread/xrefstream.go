package pdfread

// xrefStream reads a cross-reference stream (7.5.8). Such a stream is never
// encrypted, and all that describes it is direct.
func (f *File) xrefStream(at int) (*section, error) {
	object, err := f.indirect(at, nil)
	if err != nil {
		return nil, err
	}
	stream, ok := object.value.(*Stream)
	if !ok || stream.Dict["Type"] != Name("XRef") {
		return nil, ErrUnreadable
	}
	body, err := f.decode(stream, stream.Raw, nil)
	if err != nil {
		return nil, err
	}
	s := &section{offset: at, end: object.end, stream: object.ref.Number,
		entries: map[int]entry{}, trailer: stream.Dict, prev: -1}
	s.spans = []span{{at, object.end, -1}}
	if err := f.previous(s); err != nil {
		return nil, err
	}
	return s, f.fill(s, body)
}

// fill decodes the fields of the entries by W and Index.
func (f *File) fill(s *section, body []byte) error {
	widths, ok := ints(s.trailer["W"])
	if !ok || len(widths) != 3 {
		return ErrUnreadable
	}
	for _, w := range widths {
		if w > 8 {
			return ErrUnreadable
		}
	}
	index, ok := ints(s.trailer["Index"])
	if !ok {
		size, isInt := s.trailer["Size"].(int64)
		if !isInt || size < 0 || size > int64(f.limits.Objects) {
			return ErrUnreadable
		}
		index = []int{0, int(size)}
	}
	for ; len(index) >= 2; index = index[2:] {
		first, count := index[0], index[1]
		if count > f.limits.Objects || first > f.limits.Objects-count {
			return ErrLimit
		}
		for i := range count {
			if err := f.spent.entry(); err != nil {
				return err
			}
			e, rest, ok := xrefEntry(body, widths)
			if !ok {
				return ErrUnreadable
			}
			body = rest
			if _, twice := s.entries[first+i]; twice {
				f.note(DuplicateObject, s.offset)
			}
			s.entries[first+i] = e
		}
	}
	return nil
}

func xrefEntry(body []byte, widths []int) (entry, []byte, bool) {
	var field [3]int
	field[0] = 1 // the type where its width is 0
	for k, w := range widths {
		if len(body) < w {
			return entry{}, nil, false
		}
		if w > 0 {
			field[k] = 0
		}
		for _, b := range body[:w] {
			field[k] = field[k]<<8 | int(b)
		}
		if field[k] < 0 || field[k] > 1<<40 {
			return entry{}, nil, false
		}
		body = body[w:]
	}
	switch field[0] {
	case 0:
		return entry{kind: free}, body, true
	case 1:
		return entry{plain, field[1], field[2]}, body, true
	case 2:
		return entry{packedIn, field[1], field[2]}, body, true
	}
	return entry{kind: free}, body, true // unknown types are null (7.5.8.3)
}

// ints reads an array of non-negative direct integers.
func ints(o Object) ([]int, bool) {
	array, ok := o.(Array)
	if !ok {
		return nil, false
	}
	out := make([]int, len(array))
	for i, e := range array {
		n, ok := e.(int64)
		if !ok || n < 0 || n > 1<<40 {
			return nil, false
		}
		out[i] = int(n)
	}
	return out, true
}
