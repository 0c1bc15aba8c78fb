package pdf

import (
	"encoding/hex"
	"slices"
)

// The fixed parts of what stands between the objects and the end.
const (
	xrefHead   = "xref\n0 "
	xrefFree   = "\n0000000000 65535 f \n"
	xrefUsed   = " 00000 n \n"
	xrefEntry  = 10 + len(xrefUsed)
	trailSize  = "trailer\n<< /Size "
	trailRoot  = " /Root "
	trailID    = " /ID [ <"
	trailID2   = "> <"
	trailStart = "> ] >>\nstartxref\n"
	trailEnd   = "\n%%EOF\n"
	idDigits   = 32
)

// trailerSize is the length of appendTrailer's bytes for count objects, the
// free one included, where the table stands at xref.
func trailerSize(count, xref int) int {
	return len(xrefHead) + decimals(count) + len(xrefFree) + (count-1)*xrefEntry +
		len(trailSize) + decimals(count) + len(trailRoot) + decimals(objCatalog) + len(" 0 R") +
		len(trailID) + idDigits + len(trailID2) + idDigits + len(trailStart) + decimals(xref) + len(trailEnd)
}

// appendTrailer writes the cross-reference table at the end of b, and all that
// follows it (ISO 32000-1, 7.5.4 and 7.5.5).
func appendTrailer(b []byte, offsets []int, id [16]byte) []byte {
	return appendTrailerOf(b, offsets, objCatalog, id)
}

// appendTrailerOf is appendTrailer for a catalog of any number.
func appendTrailerOf(b []byte, offsets []int, catalog int, id [16]byte) []byte {
	xref := len(b)
	b = appendInt(append(b, xrefHead...), len(offsets))
	b = append(b, xrefFree...)
	for _, at := range offsets[1:] {
		var ten [10]byte
		for i := len(ten) - 1; i >= 0; i-- {
			ten[i] = byte('0' + at%10)
			at /= 10
		}
		b = append(append(b, ten[:]...), xrefUsed...)
	}
	b = appendInt(append(b, trailSize...), len(offsets))
	b = appendRef(append(b, trailRoot...), catalog)
	b = hex.AppendEncode(append(b, trailID...), id[:])
	b = hex.AppendEncode(append(b, trailID2...), id[:])
	b = appendInt(append(b, trailStart...), xref)
	return append(b, trailEnd...)
}

// decimals is the number of digits of n.
func decimals(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}

// appendRun writes the same character n times, twice as many with each copy.
func appendRun(b []byte, c byte, n int) []byte {
	at := len(b)
	b = slices.Grow(b, n)[:at+n]
	run := b[at:]
	if n > 0 {
		run[0] = c
	}
	for done := 1; done < n; done *= 2 {
		copy(run[done:], run[:done])
	}
	return b
}
