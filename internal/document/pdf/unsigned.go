package pdf

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"fmt"
	"hash"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/digest/sm3lanes"
)

// Unsigned is a whole file but for the signature.
type Unsigned struct {
	t       *Template
	sm3     *sm3lanes.Group
	shared  bool // the file begins with the whole template
	lasting bool // more may follow it
	buf     []byte
	hole    int // offset of the "<" of /Contents
	resume  int // offset after its ">"
	xref    int // offset of the table
	size    int // number of the next object
	id      [16]byte
	upTo    hash.Hash // SHA-256 of what stands before the hole, once taken
	file    *[]byte   // the memory
}

// Sum is the hash, SHA-256, SHA-384 or SM3, of the bytes that /ByteRange names.
// Hashing begins where the template's saved state ends, where the file begins
// with the whole template; SM3 is then taken of all files together that are
// made at the same time.
func (u *Unsigned) Sum(algorithm digest.Algorithm) []byte {
	if algorithm == digest.SM3 && u.shared {
		return u.sm3.Sum(u.t.sm3, u.buf[len(u.t.prefix):u.hole], u.buf[u.resume:])
	}
	h := algorithm.New()
	from := 0
	if u.shared && h.(encoding.BinaryUnmarshaler).UnmarshalBinary(u.t.states[algorithm]) == nil {
		from = len(u.t.prefix)
	}
	h.Write(u.buf[from:u.hole])
	if c, ok := h.(hash.Cloner); ok && algorithm == digest.SHA256 {
		if at, err := c.Clone(); err == nil {
			u.upTo = at
		}
	}
	h.Write(u.buf[u.resume:])
	return h.Sum(nil)
}

// Whole is a SHA-256 that has taken in the finished file: what Sum took of it
// is not hashed again.
func (u *Unsigned) Whole() hash.Hash {
	h, from := u.upTo, u.hole
	if u.upTo = nil; h == nil {
		h, from = sha256.New(), 0
	}
	h.Write(u.buf[from:])
	return h
}

// Behind is the place behind the file for what makes its seal last.
func (u *Unsigned) Behind() addition.Place {
	return addition.Place{Size: u.size, Xref: u.xref, ID: hex.EncodeToString(u.id[:]), Root: u.t.root, Page: u.t.page}
}

// Extend puts behind the finished file what a revision of Behind added to it,
// so that Release gives all of the memory back.
func (u *Unsigned) Extend(file []byte) { u.buf = file }

// Range is the file's /ByteRange.
func (u *Unsigned) Range() [4]int { return [4]int{0, u.hole, u.resume, len(u.buf) - u.resume} }

// Len is the length of the file in bytes.
func (u *Unsigned) Len() int { return len(u.buf) }

// ContentsLen is the number of hexadecimal digits that Fill wants.
func (u *Unsigned) ContentsLen() int { return u.resume - u.hole - 2 }

// Fill puts the signature into its hole and returns the finished file. It
// takes exactly ContentsLen lower-case hexadecimal digits. The file is the
// caller's until it is given back by Release.
func (u *Unsigned) Fill(contents []byte) ([]byte, error) {
	if len(contents) != u.ContentsLen() {
		return nil, fmt.Errorf("pdf: contents of %d digits for a hole of %d", len(contents), u.ContentsLen())
	}
	if !lowerHex(contents) {
		return nil, fmt.Errorf("pdf: contents are not lower-case hexadecimal digits")
	}
	copy(u.buf[u.hole+1:], contents)
	return u.buf, nil
}

// Release gives the file's memory back for the next one. Calling it is
// optional; after it the file that Fill returned must not be used. Nor may its
// beginning be changed before: the next file has the same.
func (u *Unsigned) Release() {
	if u.shared && u.buf != nil {
		*u.file = u.buf[:len(u.t.prefix)]
		u.t.files.Put(u.file)
	}
	u.buf = nil
}
