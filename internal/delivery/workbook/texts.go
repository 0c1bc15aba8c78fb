package workbook

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
)

// texts are the shared texts of a workbook (18.4.9), in two temporary files:
// the texts one after the other, and where each of them ends. Cells ask for
// them by and large in their order, so that a few blocks of either file are
// all that memory holds.
type texts struct {
	text, ends *blocks
	count      int64
}

const endSize = 8

// readTexts reads the shared strings part.
func readTexts(m *markup) (_ *texts, err error) {
	t := &texts{}
	defer func() {
		if err != nil {
			err = errors.Join(err, t.close())
		}
	}()
	if t.text, err = newBlocks(); err != nil {
		return nil, err
	}
	if t.ends, err = newBlocks(); err != nil {
		return nil, err
	}
	text, ends := bufio.NewWriterSize(t.text.file, blockSize), bufio.NewWriterSize(t.ends.file, blockSize)
	var c content
	var end [endSize]byte
	for at := uint64(0); ; {
		e, err := m.next()
		if err != nil {
			return nil, damaged(err)
		}
		name := string(m.name)
		switch {
		case e == startTag && name == "si":
			c.reset()
		case e == endTag && name == "si":
			n, err := text.Write(c.text)
			if err != nil {
				return nil, err
			}
			at += uint64(n)
			binary.LittleEndian.PutUint64(end[:], at)
			if _, err := ends.Write(end[:]); err != nil {
				return nil, err
			}
			t.count++
		case e == endTag && name == "sst":
			return t, errors.Join(text.Flush(), ends.Flush())
		default:
			if err := c.take(e, m); err != nil {
				return nil, err
			}
		}
	}
}

// get returns the text of an index.
func (t *texts) get(i int64) (string, error) {
	if t == nil || i < 0 || i >= t.count {
		return "", errors.Join(ErrDamaged, fmt.Errorf("no shared text %d", i))
	}
	var bounds [2 * endSize]byte
	from := bounds[:endSize]
	if i > 0 {
		from = bounds[:]
		i--
	}
	if err := t.ends.read(from, i*endSize); err != nil {
		return "", err
	}
	start, stop := uint64(0), binary.LittleEndian.Uint64(from)
	if len(from) == len(bounds) {
		start, stop = stop, binary.LittleEndian.Uint64(from[endSize:])
	}
	b := make([]byte, stop-start)
	err := t.text.read(b, int64(start))
	return string(b), err
}

func (t *texts) close() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.text.close(), t.ends.close())
}

// blocks is a temporary file read through a small cache.
type blocks struct {
	file   *os.File
	cached [cachedBlocks]struct {
		number int64 // from 1; 0 for none
		bytes  []byte
	}
}

const (
	blockSize    = 64 << 10
	cachedBlocks = 16
)

func newBlocks() (*blocks, error) {
	f, err := os.CreateTemp("", "yinxin-texts-*")
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" { // which removes no open file
		if err := os.Remove(f.Name()); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return &blocks{file: f}, nil
}

func (b *blocks) close() error {
	if b == nil {
		return nil
	}
	err := b.file.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(b.file.Name()))
	}
	return err
}

// read fills p from a place in the file.
func (b *blocks) read(p []byte, at int64) error {
	for len(p) > 0 {
		block, err := b.block(at / blockSize)
		if err != nil {
			return err
		}
		offset := at % blockSize
		if offset >= int64(len(block)) {
			return ErrDamaged
		}
		n := copy(p, block[offset:])
		p, at = p[n:], at+int64(n)
	}
	return nil
}

func (b *blocks) block(number int64) ([]byte, error) {
	slot := &b.cached[number%cachedBlocks]
	if slot.number == number+1 {
		return slot.bytes, nil
	}
	if slot.bytes == nil {
		slot.bytes = make([]byte, blockSize)
	}
	slot.number = 0
	n, err := b.file.ReadAt(slot.bytes[:blockSize], number*blockSize)
	if n == 0 {
		return nil, err
	}
	slot.number, slot.bytes = number+1, slot.bytes[:n]
	return slot.bytes, nil
}
