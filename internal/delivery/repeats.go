package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"yinxin.example/yinxin/internal/person"
)

// repeats holds the numbers that a file may contain more than once, each with
// whether an accepted row has claimed it, and such documents. Only these need to
// be remembered while rows are checked, so that memory does not grow with the
// file.
type repeats struct {
	numbers map[digest]bool
	bearers bearers
}

// digest stands for a number: wide enough that two numbers never share one.
type digest [16]byte

func digestOf(k Key) digest {
	sum := sha256.Sum256([]byte(string(k.Kind) + "\x00" + k.Number))
	return digest(sum[:])
}

// claimed reports whether an accepted row has the number already.
func (r repeats) claimed(k Key) bool { return len(r.numbers) > 0 && r.numbers[digestOf(k)] }

// claim gives the number to the row that is being accepted, and reports
// whether that had to be remembered.
func (r repeats) claim(k Key) bool {
	if len(r.numbers) == 0 {
		return false
	}
	d := digestOf(k)
	taken, repeated := r.numbers[d]
	if repeated && !taken {
		r.numbers[d] = true
		return true
	}
	return false
}

// findRepeats reads the rows of a file to its end and returns the numbers and
// documents met twice. A few met once are among them (at most one in five
// hundred in a file of a million rows with both numbers), which costs a little
// memory and no more.
func findRepeats(ctx context.Context, d *Reader) (repeats, error) {
	met := newFilter()
	found := repeats{map[digest]bool{}, bearers{}}
	for {
		record, err := d.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return repeats{}, err
		}
		if err := ctx.Err(); err != nil {
			return repeats{}, err
		}
		for _, k := range numbersOf(record.Values[colManagementNumber], record.Values[colQueryNumber]) {
			if d := digestOf(k); met.add(d) {
				found.numbers[d] = false
			}
		}
		document, err := person.ParseDocument(person.DocumentType(record.Values[colDocumentType]), record.Values[colDocumentNumber])
		if err != nil {
			continue // the row will be refused
		}
		if d := digestOfDocument(document); met.add(d) {
			found.bearers[d] = bearer{}
		}
	}
}

// filter is a Bloom filter of fixed size (B. H. Bloom, Space/time trade-offs
// in hash coding with allowable errors, CACM 13(7), 1970): 2^26 bits, three
// for each number or document.
type filter []uint64

const filterBits = 1 << 26

func newFilter() filter { return make(filter, filterBits/64) }

// add puts a number in and reports whether it may have been there before.
func (f filter) add(d digest) bool {
	before := true
	for i := 0; i < 12; i += 4 {
		bit := binary.LittleEndian.Uint32(d[i:]) % filterBits
		word, mask := &f[bit/64], uint64(1)<<(bit%64)
		before = before && *word&mask != 0
		*word |= mask
	}
	return before
}
