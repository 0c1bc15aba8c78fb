package cms

import (
	"bytes"
	"slices"
)

const (
	tagInteger     = 0x02
	tagOctetString = 0x04
	tagSequence    = 0x30
	tagSet         = 0x31
	tagContext0    = 0xa0 // [0], constructed
)

// headerLen is the length of the tag and length octets before n octets.
func headerLen(n int) int {
	switch {
	case n < 1<<7:
		return 2
	case n < 1<<8:
		return 3
	case n < 1<<16:
		return 4
	default:
		return 5
	}
}

// appendHeader appends a tag and a definite length in its shortest form.
func appendHeader(dst []byte, tag byte, n int) []byte {
	switch headerLen(n) {
	case 2:
		return append(dst, tag, byte(n))
	case 3:
		return append(dst, tag, 0x81, byte(n))
	case 4:
		return append(dst, tag, 0x82, byte(n>>8), byte(n))
	default:
		return append(dst, tag, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
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
