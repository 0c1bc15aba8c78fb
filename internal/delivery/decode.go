package delivery

import (
	"bytes"
	"context"
	"errors"
	"io"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"yinxin.example/yinxin/internal/fault"
)

// charset is how a file's text is written.
type charset int

const (
	inUTF8 charset = iota
	inGB18030
)

// decode returns the file from its beginning as UTF-8, without its mark.
func decode(ctx context.Context, r io.ReadSeeker, c charset) (io.Reader, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fault.Wrap("delivery.Open", err)
	}
	var text io.Reader = contextReader{ctx, r}
	if c == inGB18030 {
		text = transform.NewReader(text, simplifiedchinese.GB18030.NewDecoder())
	}
	return withoutMark(text)
}

// withoutMark drops a byte order mark, which would otherwise stand before the
// first quote of the header.
func withoutMark(text io.Reader) (io.Reader, error) {
	const mark = "\ufeff"
	first := make([]byte, len(mark))
	n, err := io.ReadFull(text, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fault.Wrap("delivery.Open", err)
	}
	if string(first[:n]) == mark {
		return text, nil
	}
	return io.MultiReader(bytes.NewReader(first[:n]), text), nil
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
