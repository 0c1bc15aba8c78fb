package workbook

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"io"
)

// judgedFrom is how many unpacked bytes a part may always have: small ones
// may be packed as well as they like.
const judgedFrom = 1 << 20

// open opens a part within the limits.
func (w *Workbook) open(ctx context.Context, part *zip.File) (io.ReadCloser, error) {
	most := w.limits.PartBytes
	if ratio := w.limits.Ratio; ratio > 0 {
		packed := min(int64(part.CompressedSize64), most)
		most = min(most, max(judgedFrom, ratio*packed))
	}
	r, err := part.Open()
	if err != nil {
		return nil, told(err)
	}
	return &bounded{ctx: ctx, ReadCloser: r, left: most}, nil
}

// bounded stops at a limit, whatever the part said of its size, and when its
// context ends.
type bounded struct {
	io.ReadCloser
	ctx  context.Context
	left int64
	read int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	b.read += int64(n)
	if b.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// told makes what the archive and the markup find wrong ErrDamaged.
func told(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == nil || errors.Is(err, ErrDamaged) || errors.Is(err, io.EOF):
		return err
	case errors.Is(err, errMarkup), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat),
		errors.Is(err, zip.ErrAlgorithm), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &corrupt):
		return errors.Join(ErrDamaged, err)
	}
	return err
}
