package delivery

import (
	"context"
	"errors"
	"io"

	"yinxin.example/yinxin/internal/fault"
)

// Record is one row of a delivery as it was read. Values are by column,
// whatever the file's order, blanks around them dropped but for the name.
type Record struct {
	Line      int // the header being 1
	Values    [columnCount]string
	Malformed bool // its quotes or its number of values are wrong; Values is empty
}

// Reader reads a delivery row by row in memory that does not grow with it, but
// by the numbers that the file holds twice.
type Reader struct {
	scanner *scanner
	layout  layout
	line    int
	taken   *counter
	size    int64
	repeats repeats
}

// Open surveys a file and reads its header: CSV (RFC 4180) in UTF-8, with or
// without a byte order mark, or GB18030, told apart by every byte of the file,
// so that a row late in the file cannot turn out unreadable. It fails with a
// fault.Error of kind Invalid for a file that cannot be a delivery:
// delivery_unreadable, delivery_encoding, delivery_header, delivery_empty or
// delivery_too_large.
func Open(ctx context.Context, r io.ReadSeeker, limits Limits) (*Reader, error) {
	s, err := look(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	written, err := s.charset(ctx, r)
	if err != nil {
		return nil, err
	}
	first, err := open(ctx, r, written, s.size)
	if err != nil && written == inGB18030 && fault.ReasonOf(err) == ReasonHeader {
		// Many bytes of UTF-8 are possible in GB18030 too; the header tells.
		if _, readsAsUTF8 := open(ctx, r, inUTF8, s.size); readsAsUTF8 == nil {
			return nil, s.mixed()
		}
	}
	if err != nil {
		return nil, err
	}
	repeated, err := findRepeats(ctx, first)
	if err != nil {
		return nil, err
	}
	d, err := open(ctx, r, written, s.size)
	if err != nil {
		return nil, err
	}
	d.repeats = repeated
	return d, nil
}

func open(ctx context.Context, r io.ReadSeeker, c charset, size int64) (*Reader, error) {
	taken := &counter{ReadSeeker: r}
	text, err := decode(ctx, taken, c)
	if err != nil {
		return nil, err
	}
	d := &Reader{scanner: newScanner(text), line: 1, taken: taken, size: size}
	header, err := d.scanner.next()
	if errors.Is(err, io.EOF) {
		return nil, fault.New("delivery.Open", fault.Invalid, ReasonEmpty)
	}
	if err != nil {
		return nil, fault.Wrap("delivery.Open", err)
	}
	if header == nil {
		return nil, headerFault("", "quotes")
	}
	d.layout, err = locate(header)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Next returns the next row that holds anything, io.EOF after the last.
func (d *Reader) Next() (Record, error) {
	for {
		values, err := d.scanner.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return Record{}, io.EOF
			}
			return Record{}, fault.Wrap("delivery.Next", err)
		}
		d.line++
		if values == nil {
			return Record{Line: d.line, Malformed: true}, nil
		}
		if r, filled := d.record(values); filled {
			return r, nil
		}
	}
}

// record puts values in the order of columns; it reports false for a row of
// empty cells, which spreadsheets leave below a table.
func (d *Reader) record(values []string) (Record, bool) {
	r := Record{Line: d.line}
	filled := false
	for i, v := range values {
		trimmed := trim(v)
		blank := trimmed == ""
		filled = filled || !blank
		switch {
		case i >= len(d.layout):
			r.Malformed = r.Malformed || !blank
		case d.layout[i] == colName:
			r.Values[colName] = v
		default:
			r.Values[d.layout[i]] = trimmed
		}
	}
	if len(values) < len(d.layout) {
		r.Malformed = true
	}
	if r.Malformed {
		r.Values = [columnCount]string{}
	}
	return r, filled
}

// Progress tells how many bytes of how many have been read.
func (d *Reader) Progress() (read, size int64) { return d.taken.n, d.size }

// counter counts the bytes read.
type counter struct {
	io.ReadSeeker
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.ReadSeeker.Read(p)
	c.n += int64(n)
	return n, err
}
