package sm3lanes

import (
	"encoding"
	"hash"

	"yinxin.example/yinxin/internal/signature/digest"
)

// Beginning is what many messages begin with, hashed once.
type Beginning struct {
	bytes []byte
	chain [8]uint32 // after its whole blocks; not set where there is no kernel
	saved []byte    // the state of the hash that takes one message alone
}

// NewBeginning hashes a beginning and keeps it; the bytes must not change.
func NewBeginning(b []byte) *Beginning {
	begun := &Beginning{bytes: b}
	h := digest.SM3.New()
	h.Write(b)
	if m, ok := h.(encoding.BinaryMarshaler); ok {
		begun.saved, _ = m.MarshalBinary() // without it, resume hashes anew
	}
	if k, ok := widest(); ok {
		begun.chain = k.chain(b[:begun.whole()])
	}
	return begun
}

// whole is how many bytes are whole blocks.
func (b *Beginning) whole() int { return len(b.bytes) &^ (blockLen - 1) }

// resume is the hash of one message alone that begins so; nil for none.
func (b *Beginning) resume() hash.Hash {
	h := digest.SM3.New()
	if b == nil {
		return h
	}
	if u, ok := h.(encoding.BinaryUnmarshaler); !ok || u.UnmarshalBinary(b.saved) != nil {
		h.Reset()
		h.Write(b.bytes)
	}
	return h
}

// chain is the chaining value after whole blocks. Every lane computes it.
func (k kernel) chain(b []byte) [8]uint32 {
	w := &work{}
	for i := range w.data {
		w.states.set(i, initial())
	}
	for len(b) > 0 {
		n := min(len(b), longestRun*blockLen)
		for i := range w.data {
			w.data[i] = &b[0]
		}
		k.compress(&w.states, &w.data, n/blockLen, k.constants)
		b = b[n:]
	}
	return w.states.chain(0)
}
