package pdfread

import "context"

// Known are objects that were read once and stand in other files at the same
// offsets, in the same bytes. It is immutable; the zero Known knows none.
type Known struct{ objects map[int]parsed }

// Known gives the objects read so far that end before an offset, but for
// streams, which hold on to their file.
func (f *File) Known(end int) Known {
	out := Known{objects: map[int]parsed{}}
	for at, o := range f.objects {
		if _, stream := o.value.(*Stream); !stream && o.err == nil && o.end < end {
			out.objects[at] = o
		}
	}
	return out
}

// OpenProven opens a file of one revision whose every byte the caller has
// already proven to stand where it says: offsets[n] is the offset of object n
// of generation 0 (offsets[0] is unused), xref that of the one table, trailer
// that of the trailer's dictionary, and the file ends with its revision. No
// object is read before it is asked for, so Issues tells only of those, and
// none that is known already. It fails with ErrUnreadable where no dictionary stands at trailer, ErrLimit, or
// the context's error.
func OpenProven(ctx context.Context, data []byte, offsets []int, xref, trailer int, known Known, limits Limits) (*File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &File{data: data, limits: limits, end: len(data), index: index{table: offsets},
		spent:   &budget{ctx: ctx, tokens: limits.Tokens, decoded: limits.Decoded},
		objects: map[int]parsed{}, known: known}
	p := f.at(trailer)
	value, err := p.object(0)
	if err != nil {
		return nil, err
	}
	dict, ok := value.(Dict)
	if !ok {
		return nil, ErrUnreadable
	}
	s := &section{offset: xref, end: p.pos, stream: -1, trailer: dict, prev: -1}
	f.revisions = []*Revision{{End: len(data), StartXref: xref, sections: []*section{s}}}
	return f, nil
}
