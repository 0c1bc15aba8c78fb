package cms

import (
	"bytes"
	"math/bits"
	"slices"
)

const (
	tagInteger     = 0x02
	tagOctetString = 0x04
	tagSequence    = 0x30
	tagSet         = 0x31
	tagContext0    = 0xa0 // [0], constructed
	tagContext1    = 0xa1 // [1], constructed
)

// headerLen is the length of the tag and length octets before n octets.
func headerLen(n int) int {
	if n < 0x80 {
		return 2
	}
	return 2 + (bits.Len(uint(n))+7)/8
}

// appendHeader appends a tag and a definite length in its shortest form.
func appendHeader(dst []byte, tag byte, n int) []byte {
	octets := headerLen(n) - 2
	if octets == 0 {
		return append(dst, tag, byte(n))
	}
	dst = append(dst, tag, 0x80|byte(octets))
	for shift := 8 * (octets - 1); shift >= 0; shift -= 8 {
		dst = append(dst, byte(n>>shift))
	}
	return dst
}

// element wraps the concatenation of parts in one tag.
func element(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := appendHeader(make([]byte, 0, headerLen(n)+n), tag, n)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// setOf wraps members in one tag in the order DER wants (X.690 clause 11.6).
func setOf(tag byte, members ...[]byte) []byte {
	sorted := slices.Clone(members)
	slices.SortFunc(sorted, bytes.Compare)
	return element(tag, sorted...)
}
