package pieces

import (
	"errors"
	"io"

	"yinxin.example/yinxin/internal/fault"
)

// Whole reads what somebody sends. Where that breaks off before its end it
// fails with Invalid upload_cut_off at "file": the io.ErrUnexpectedEOF that
// forms and connections fail with is, to whoever fills a buffer, a file that is
// shorter than the buffer.
func Whole(r io.Reader) io.Reader { return whole{r} }

type whole struct{ sent io.Reader }

// Read implements io.Reader.
func (w whole) Read(b []byte) (int, error) {
	n, err := w.sent.Read(b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fault.New("pieces.Whole", fault.Invalid, "upload_cut_off").At("file")
	}
	return n, err
}
