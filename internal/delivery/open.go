package delivery

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"yinxin.example/yinxin/internal/delivery/workbook"
	"yinxin.example/yinxin/internal/fault"
)

// openTable tells by its first bytes what a file is and opens the table in it;
// the archive is nil where the table came alone.
func openTable(ctx context.Context, r io.ReadSeeker, limits Limits) (table, *archive, error) {
	size, measured := length(r)
	if measured && size > limits.Bytes {
		return nil, nil, tooLarge(limits)
	}
	head, err := headOf(r)
	if err != nil {
		return nil, nil, fault.Wrap("delivery.Open", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		if !measured {
			return nil, nil, fault.New("delivery.Open", fault.Invalid, ReasonUnreadable)
		}
		return openZip(ctx, at(r), size, limits)
	case bytes.HasPrefix(head, []byte(oleMagic)):
		return nil, nil, oldWorkbook(at(r), head)
	}
	t, err := openLines(ctx, r, limits)
	if err != nil {
		return nil, nil, err
	}
	return t, nil, nil
}

func openZip(ctx context.Context, r io.ReaderAt, size int64, limits Limits) (table, *archive, error) {
	z, err := directory(r, size, limits)
	if err != nil {
		return nil, nil, err
	}
	if workbook.Is(z) {
		t, err := openSheet(ctx, z, limits)
		if err != nil {
			return nil, nil, err
		}
		return t, nil, nil
	}
	a, err := openArchive(ctx, z, limits)
	if err != nil {
		return nil, nil, err
	}
	t, err := a.openTable(ctx, limits)
	if err != nil {
		return nil, nil, err
	}
	return t, a, nil
}

// length is the size of a file, where it can be measured without reading it.
func length(r io.Seeker) (int64, bool) {
	n, err := r.Seek(0, io.SeekEnd)
	return n, err == nil
}

func headOf(r io.ReadSeeker) ([]byte, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, beginning)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

func tooLarge(limits Limits) error {
	return fault.New("delivery.Open", fault.Invalid, ReasonTooLarge).
		With("bytes", limits.Bytes).With("lines", limits.Lines)
}

// at reads at places of a file that may only know how to seek.
func at(r io.ReadSeeker) io.ReaderAt {
	if direct, ok := r.(io.ReaderAt); ok {
		return direct
	}
	return seeking{r}
}

// seeking is for one goroutine.
type seeking struct{ r io.ReadSeeker }

func (s seeking) ReadAt(p []byte, at int64) (int, error) {
	if _, err := s.r.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// oleMagic begins a compound file ([MS-CFB] 2.2): an .xls, or a workbook
// behind a password.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// oldWorkbook refuses a compound file. One with a stream EncryptedPackage is
// an encrypted workbook ([MS-OFFCRYPTO] 2.3.4.4); its directory's first sector
// names its streams.
func oldWorkbook(r io.ReaderAt, head []byte) error {
	found := fault.New("delivery.Open", fault.Invalid, ReasonWorkbook).With("problem", "xls")
	if len(head) < 52 {
		return found
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift < 9 || shift > 12 {
		return found
	}
	directory := make([]byte, 1<<shift)
	place := (int64(binary.LittleEndian.Uint32(head[48:])) + 1) << shift
	n, err := r.ReadAt(directory, place)
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap("delivery.Open", err)
	}
	if bytes.Contains(directory[:n], wide("EncryptedPackage")) {
		return found.With("problem", "encrypted")
	}
	return found
}

// wide is ASCII in UTF-16LE.
func wide(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// directory reads the central directory of an archive. The reading of it is
// bounded before it begins, because a directory may hold millions of entries
// that take next to nothing in the file.
func directory(r io.ReaderAt, size int64, limits Limits) (*zip.Reader, error) {
	budget := &budgeted{ReaderAt: r, left: limits.Directory}
	z, err := zip.NewReader(budget, size)
	switch {
	case budget.left < 0, err == nil && len(z.File) > limits.Entries:
		return nil, archiveProblem("entries", "").With("limit", limits.Entries)
	case err != nil:
		damaged := archiveProblem("damaged", "")
		damaged.Err = err
		return nil, damaged
	}
	budget.spent = true
	return z, nil
}

// budgeted fails when more was read through it than allowed, until it is
// spent.
type budgeted struct {
	io.ReaderAt
	left  int64
	spent bool
}

func (b *budgeted) ReadAt(p []byte, at int64) (int, error) {
	if !b.spent {
		if b.left -= int64(len(p)); b.left < 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	return b.ReaderAt.ReadAt(p, at)
}

func archiveProblem(problem, name string) *fault.Error {
	return fault.New("delivery.Open", fault.Invalid, ReasonArchive).At(shortened(name)).With("problem", problem)
}
