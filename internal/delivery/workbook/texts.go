package workbook

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// texts are the shared texts of a workbook (18.4.9), in two spools: the texts
// one after the other, and where each of them ends. Cells ask for them by and
// large in their order, so that a few blocks of either are all that memory
// holds of many.
type texts struct {
	text, ends blocks
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
			if _, err := t.text.spool.Write(c.text); err != nil {
				return nil, err
			}
			at += uint64(len(c.text))
			binary.LittleEndian.PutUint64(end[:], at)
			if _, err := t.ends.spool.Write(end[:]); err != nil {
				return nil, err
			}
			t.count++
		case e == endTag && name == "sst":
			return t, nil
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
	return errors.Join(t.text.spool.Close(), t.ends.spool.Close())
}

// blocks is a spool read through a small cache.
type blocks struct {
	spool  Spool
	cached [cachedBlocks]struct {
		number int64 // from 1; 0 for none
		bytes  []byte
	}
}

const (
	blockSize    = 64 << 10
	cachedBlocks = 16
)

// read fills p from a place in the file.
func (b *blocks) read(p []byte, at int64) error {
	if b.spool.file == nil {
		if n, err := b.spool.ReadAt(p, at); n < len(p) {
			return errors.Join(ErrDamaged, err)
		}
		return nil
	}
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
	n, err := b.spool.ReadAt(slot.bytes[:blockSize], number*blockSize)
	if n == 0 {
		return nil, err
	}
	slot.number, slot.bytes = number+1, slot.bytes[:n]
	return slot.bytes, nil
}
