package pdf

import (
	"encoding"
	"fmt"
	"sync"

	"yinxin.example/yinxin/internal/signature/digest"
)

// Unsigned is a whole file but for the signature.
type Unsigned struct {
	t      *Template
	shared bool // the file begins with the whole template
	buf    []byte
	hole   int // offset of the "<" of /Contents
	resume int // offset after its ">"
	file   *[]byte
	pool   *sync.Pool
}

// Sum is the hash, SHA-256, SHA-384 or SM3, of the bytes that /ByteRange names.
// Hashing begins where the template's saved state ends, where the file begins
// with the whole template.
func (u *Unsigned) Sum(algorithm digest.Algorithm) []byte {
	h := algorithm.New()
	from := 0
	if u.shared && h.(encoding.BinaryUnmarshaler).UnmarshalBinary(u.t.states[algorithm]) == nil {
		from = len(u.t.prefix)
	}
	h.Write(u.buf[from:u.hole])
	h.Write(u.buf[u.resume:])
	return h.Sum(nil)
}

// ContentsLen is the number of hexadecimal digits that Fill wants.
func (u *Unsigned) ContentsLen() int { return u.resume - u.hole - 2 }

// Fill puts the signature into its hole and returns the finished file. It
// takes exactly ContentsLen lower-case hexadecimal digits. The file is the
// caller's until it is given back by Release.
func (u *Unsigned) Fill(contents []byte) ([]byte, error) {
	if len(contents) != u.ContentsLen() {
		return nil, fmt.Errorf("pdf: contents of %d digits for a hole of %d", len(contents), u.ContentsLen())
	}
	for _, c := range contents {
		// One branch, always the same: whether a digit or a letter comes next
		// cannot be foreseen.
		if digit, letter := c-'0' < 10, c-'a' < 6; digit == letter {
			return nil, fmt.Errorf("pdf: contents are not lower-case hexadecimal digits")
		}
	}
	copy(u.buf[u.hole+1:], contents)
	return u.buf, nil
}

// Release gives the file's memory back for the next one. Calling it is
// optional; after it the file that Fill returned must not be used.
func (u *Unsigned) Release() {
	if u.pool == nil {
		return
	}
	*u.file = u.buf[:0]
	u.pool.Put(u.file)
	u.pool, u.buf = nil, nil
}
