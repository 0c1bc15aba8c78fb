package pades

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// appendHex writes bytes as lower-case hexadecimal digits, four bytes at a time:
// a container has more than a thousand, one after another, in every file.
func appendHex(dst, src []byte) []byte {
	const each = 4
	at, written := len(dst), hex.EncodedLen(len(src))
	dst = slices.Grow(dst, written)
	to := dst[at : at+written]
	for len(src) >= each && len(to) >= 2*each {
		binary.BigEndian.PutUint64(to, eightDigits(binary.BigEndian.Uint32(src)))
		src, to = src[each:], to[2*each:]
	}
	hex.Encode(to, src)
	return dst[:at+written]
}

// eightDigits gives the digits of four bytes. Each half byte is moved into a byte
// of its own; those above 9 then lie as far from '0' as letters do.
func eightDigits(bytes uint32) uint64 {
	const (
		zeros   = 0x3030303030303030
		sixes   = 0x0606060606060606
		carries = 0x0101010101010101
		gap     = 'a' - '9' - 1
	)
	v := uint64(bytes)
	v = (v<<16 | v) & 0x0000ffff0000ffff
	v = (v<<8 | v) & 0x00ff00ff00ff00ff
	v = (v<<4 | v) & 0x0f0f0f0f0f0f0f0f
	letters := (v + sixes) >> 4 & carries
	return v + zeros + letters*gap
}
