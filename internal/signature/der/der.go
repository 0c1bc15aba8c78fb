// Package der writes the elements of DER (X.690) from parts that are encoded
// already, their lengths in the shortest form.
package der

import (
	"bytes"
	"math/bits"
	"slices"
)

// Identifier octets.
const (
	Integer     = 0x02
	OctetString = 0x04
	Time        = 0x18 // GeneralizedTime
	Sequence    = 0x30
	Set         = 0x31
	Context0    = 0xa0 // [0], constructed
	Context1    = 0xa1 // [1], constructed
)

// HeaderLen is the length of the tag and length octets before n octets.
func HeaderLen(n int) int {
	if n < 0x80 {
		return 2
	}
	return 2 + (bits.Len(uint(n))+7)/8
}

// AppendHeader appends a tag and a definite length in its shortest form.
func AppendHeader(dst []byte, tag byte, n int) []byte {
	octets := HeaderLen(n) - 2
	if octets == 0 {
		return append(dst, tag, byte(n))
	}
	dst = append(dst, tag, 0x80|byte(octets))
	for shift := 8 * (octets - 1); shift >= 0; shift -= 8 {
		dst = append(dst, byte(n>>shift))
	}
	return dst
}

// Element wraps the concatenation of parts in one tag.
func Element(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := AppendHeader(make([]byte, 0, HeaderLen(n)+n), tag, n)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// SetOf wraps members in one tag in the order DER wants (X.690 clause 11.6).
func SetOf(tag byte, members ...[]byte) []byte {
	sorted := slices.Clone(members)
	slices.SortFunc(sorted, bytes.Compare)
	return Element(tag, sorted...)
}
