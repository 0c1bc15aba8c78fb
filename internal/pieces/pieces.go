// Package pieces keeps files that are too large for memory in a blob store:
// sealed, in pieces, in order, each bound to its place.
package pieces

import (
	"context"
	"errors"
	"fmt"
	"io"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

// Size is how many bytes of a file lie in one blob: what is held in memory of
// a file that may have a gibibyte.
const Size = 4 << 20

// Cipher seals what is kept.
type Cipher interface {
	Seal(purpose string, plain []byte) []byte
	Open(purpose string, sealed []byte) ([]byte, error)
}

// Place is where one file is kept.
type Place struct {
	Blobs  blob.Store
	Cipher Cipher
	For    string // what the pieces are sealed for; ends in a slash
	Prefix string // of the blobs' keys; ends in a slash
}

func (p Place) key(n int64) string     { return fmt.Sprintf("%s%04d", p.Prefix, n) }
func (p Place) purpose(n int64) string { return p.For + p.key(n) }

// Put keeps the n-th piece, from 0: Size bytes, but for the last.
func (p Place) Put(ctx context.Context, n int64, content []byte) error {
	return p.Blobs.Put(ctx, p.key(n), p.Cipher.Seal(p.purpose(n), content))
}

func (p Place) get(ctx context.Context, n int64) ([]byte, error) {
	sealed, err := p.Blobs.Get(ctx, p.key(n))
	if err != nil {
		return nil, err
	}
	return p.Cipher.Open(p.purpose(n), sealed)
}

// Clear removes every blob under a prefix.
func Clear(ctx context.Context, blobs blob.Store, prefix string) error {
	for left, err := range blobs.List(ctx, prefix) {
		if err == nil {
			err = blobs.Delete(ctx, left.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Writer writes a file in pieces. What it wrote before it fails is removed by
// whoever removes the place.
type Writer struct {
	ctx  context.Context
	to   Place
	buf  []byte
	size int64
	err  error
}

// NewWriter begins a file.
func NewWriter(ctx context.Context, to Place) *Writer {
	return &Writer{ctx: ctx, to: to, buf: make([]byte, 0, Size)}
}

// Write implements io.Writer.
func (w *Writer) Write(b []byte) (int, error) {
	written := 0
	for w.err == nil && len(b) > 0 {
		n := min(len(b), Size-len(w.buf))
		w.buf = append(w.buf, b[:n]...)
		b, written = b[n:], written+n
		if len(w.buf) == Size {
			w.flush()
		}
	}
	return written, w.err
}

func (w *Writer) flush() {
	w.err = w.to.Put(w.ctx, w.size/Size, w.buf)
	w.size += int64(len(w.buf))
	w.buf = w.buf[:0]
}

// Close writes what is left.
func (w *Writer) Close() error {
	if w.err == nil && len(w.buf) > 0 {
		w.flush()
	}
	return w.err
}

// Size is how many bytes are kept, once closed.
func (w *Writer) Size() int64 { return w.size }

// held are how many pieces a file under reading keeps in memory: a ZIP is read
// in two places at once.
const held = 3

// Reader reads a kept file. It is for one reader at a time.
type Reader struct {
	ctx    context.Context
	from   Place
	size   int64
	offset int64
	recent []piece // latest first
}

type piece struct {
	n       int64
	content []byte
}

// NewReader reads a file of so many bytes.
func NewReader(ctx context.Context, from Place, size int64) *Reader {
	return &Reader{ctx: ctx, from: from, size: size}
}

// Read implements io.Reader.
func (f *Reader) Read(b []byte) (int, error) {
	n, err := f.ReadAt(b, f.offset)
	f.offset += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// ReadAt implements io.ReaderAt.
func (f *Reader) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 {
		return 0, errors.New("pieces: negative offset")
	}
	read := 0
	for read < len(b) {
		if at >= f.size {
			return read, io.EOF
		}
		content, err := f.piece(at / Size)
		if err != nil {
			return read, fault.Wrap("pieces.Read", err)
		}
		if at%Size >= int64(len(content)) {
			return read, fault.New("pieces.Read", fault.Other, "file_lost")
		}
		n := copy(b[read:], content[at%Size:])
		read, at = read+n, at+int64(n)
	}
	return read, nil
}

// Seek implements io.Seeker.
func (f *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return 0, errors.New("pieces: negative offset")
	}
	f.offset = offset
	return offset, nil
}

func (f *Reader) piece(n int64) ([]byte, error) {
	for i, p := range f.recent {
		if p.n == n {
			copy(f.recent[1:], f.recent[:i])
			f.recent[0] = p
			return p.content, nil
		}
	}
	content, err := f.from.get(f.ctx, n)
	if err != nil {
		return nil, err
	}
	if len(f.recent) < held {
		f.recent = append(f.recent, piece{})
	}
	copy(f.recent[1:], f.recent)
	f.recent[0] = piece{n, content}
	return content, nil
}
