package delivery

import (
	"context"
	"io"

	"yinxin.example/yinxin/internal/fault"
)

// lines is a table in CSV (RFC 4180).
type lines struct {
	file    io.ReadSeeker
	written charset
	bytes   int64
}

// openLines surveys a file of text: its charset is told by every byte of it,
// so that a row late in the file cannot turn out unreadable.
func openLines(ctx context.Context, r io.ReadSeeker, limits Limits) (*lines, error) {
	s, err := look(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	written, err := s.charset(ctx, r)
	if err != nil {
		return nil, err
	}
	t := &lines{r, written, s.size}
	if written == inGB18030 && fault.ReasonOf(headed(ctx, t)) == ReasonHeader {
		// Many bytes of UTF-8 are possible in GB18030 too; the header tells.
		if headed(ctx, &lines{r, inUTF8, s.size}) == nil {
			return nil, s.mixed()
		}
	}
	return t, nil
}

// headed reports why a table has no header of a delivery, nil where it has.
func headed(ctx context.Context, t table) error {
	d, err := begin(ctx, t)
	if err != nil {
		return err
	}
	return d.rows.close()
}

func (t *lines) size() int64 { return t.bytes }

func (t *lines) format() Format {
	if t.written == inGB18030 {
		return GB18030
	}
	return UTF8
}

func (*lines) close() error { return nil }

func (t *lines) rows(ctx context.Context) (rows, error) {
	taken := &counter{ReadSeeker: t.file}
	text, err := decode(ctx, taken, t.written)
	if err != nil {
		return nil, err
	}
	return &lineRows{scanner: newScanner(text), taken: taken}, nil
}

type lineRows struct {
	scanner *scanner
	taken   *counter
	line    int
}

func (l *lineRows) next() (record, error) {
	values, err := l.scanner.next()
	if err != nil {
		return record{}, err
	}
	l.line++
	if values == nil {
		return record{line: l.line, fault: ReasonRowMalformed, raw: string(l.scanner.skipped)}, nil
	}
	return record{line: l.line, values: values}, nil
}

func (l *lineRows) read() int64 { return l.taken.n }

func (*lineRows) close() error { return nil }

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
