package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

// pieceSize is how many bytes of a file lie in one blob: what is held in
// memory of a file that may have a gibibyte.
const pieceSize = 4 << 20

// pieces are where one file is kept: sealed, in order, each bound to its place.
type pieces struct {
	blobs  blob.Store
	cipher Cipher
	prefix string // ends in a slash
}

func (s *Service) pieces(prefix string) pieces { return pieces{s.Blobs, s.Cipher, prefix} }

func (p pieces) key(n int64) string     { return fmt.Sprintf("%s%04d", p.prefix, n) }
func (p pieces) purpose(n int64) string { return "delivery/" + p.key(n) }

func (p pieces) put(ctx context.Context, n int64, content []byte) error {
	return p.blobs.Put(ctx, p.key(n), p.cipher.Seal(p.purpose(n), content))
}

func (p pieces) get(ctx context.Context, n int64) ([]byte, error) {
	sealed, err := p.blobs.Get(ctx, p.key(n))
	if err != nil {
		return nil, err
	}
	return p.cipher.Open(p.purpose(n), sealed)
}

// clear removes every blob under a prefix.
func (s *Service) clear(ctx context.Context, prefix string) error {
	for left, err := range s.Blobs.List(ctx, prefix) {
		if err == nil {
			err = s.Blobs.Delete(ctx, left.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keeper writes a file in pieces. What it wrote before close fails is removed
// by whoever removes the delivery.
type keeper struct {
	ctx  context.Context
	to   pieces
	buf  []byte
	size int64
	err  error
}

func newKeeper(ctx context.Context, to pieces) *keeper {
	return &keeper{ctx: ctx, to: to, buf: make([]byte, 0, pieceSize)}
}

// Write implements io.Writer.
func (k *keeper) Write(b []byte) (int, error) {
	written := 0
	for k.err == nil && len(b) > 0 {
		n := min(len(b), pieceSize-len(k.buf))
		k.buf = append(k.buf, b[:n]...)
		b, written = b[n:], written+n
		if len(k.buf) == pieceSize {
			k.flush()
		}
	}
	return written, k.err
}

func (k *keeper) flush() {
	k.err = k.to.put(k.ctx, k.size/pieceSize, k.buf)
	k.size += int64(len(k.buf))
	k.buf = k.buf[:0]
}

// close writes what is left.
func (k *keeper) close() error {
	if k.err == nil && len(k.buf) > 0 {
		k.flush()
	}
	return k.err
}

// held are how many pieces a file under reading keeps in memory: a ZIP is read
// in two places at once.
const held = 3

// keptFile reads a kept file. It is for one reader at a time.
type keptFile struct {
	ctx    context.Context
	from   pieces
	size   int64
	offset int64
	recent []piece // latest first
}

type piece struct {
	n       int64
	content []byte
}

func newKeptFile(ctx context.Context, from pieces, size int64) *keptFile {
	return &keptFile{ctx: ctx, from: from, size: size}
}

// Read implements io.Reader.
func (f *keptFile) Read(b []byte) (int, error) {
	n, err := f.ReadAt(b, f.offset)
	f.offset += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// ReadAt implements io.ReaderAt.
func (f *keptFile) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 {
		return 0, errors.New("intake: negative offset")
	}
	read := 0
	for read < len(b) {
		if at >= f.size {
			return read, io.EOF
		}
		content, err := f.piece(at / pieceSize)
		if err != nil {
			return read, fault.Wrap("intake.Read", err)
		}
		if at%pieceSize >= int64(len(content)) {
			return read, fault.New("intake.Read", fault.Other, "file_lost")
		}
		n := copy(b[read:], content[at%pieceSize:])
		read, at = read+n, at+int64(n)
	}
	return read, nil
}

// Seek implements io.Seeker.
func (f *keptFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return 0, errors.New("intake: negative offset")
	}
	f.offset = offset
	return offset, nil
}

func (f *keptFile) piece(n int64) ([]byte, error) {
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
