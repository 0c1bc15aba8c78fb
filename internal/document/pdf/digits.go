package pdf

import "encoding/binary"

// lowerHex reports whether all bytes are lower-case hexadecimal digits, eight at a
// time.
func lowerHex(b []byte) bool {
	const each = 8
	for ; len(b) >= each; b = b[each:] {
		if !eightLowerHex(binary.LittleEndian.Uint64(b)) {
			return false
		}
	}
	for _, c := range b {
		if digit, letter := c-'0' < 10, c-'a' < 6; !digit && !letter {
			return false
		}
	}
	return true
}

// eightLowerHex adds to each byte what makes its highest bit say that it is not
// below a bound. Bytes have that bit clear to begin with, so that none carries
// into the next.
func eightLowerHex(v uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	if v&high != 0 {
		return false
	}
	notBelow := func(bound uint64) uint64 { return v + (0x80-bound)*each }
	digits := notBelow('0') &^ notBelow('9'+1)
	letters := notBelow('a') &^ notBelow('f'+1)
	return (digits|letters)&high == high
}
