package document

import (
	"bytes"
	"encoding/binary"
)

// bareJPEG leaves everything out of a JPEG that is not needed to decode it:
// what a camera says (APP1 to APP13, APP15, comments), wherever it stands, and
// whatever follows the end of the picture, where another file may hide. It is
// nil for a stream that cannot be followed to its end.
func bareJPEG(b []byte) []byte {
	if len(b) < 4 || b[0] != 0xFF || b[1] != markerSOI {
		return nil
	}
	out := append(make([]byte, 0, len(b)), b[:2]...)
	for at := 2; at+2 <= len(b); {
		if b[at] != 0xFF {
			return nil
		}
		m := b[at+1]
		switch {
		case m == 0xFF: // fill byte
			at++
			continue
		case m == markerEOI:
			return append(out, 0xFF, markerEOI)
		case at+4 > len(b):
			return nil
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end < at+4 || end > len(b) {
			return nil
		}
		if m == markerSOS {
			end = scanEnd(b, end)
		}
		if m != markerCOM && (m <= markerAPP0 || m > markerAPP15 || m == markerAPP14) {
			out = append(out, b[at:end]...)
		}
		at = end
	}
	return nil
}

// scanEnd is where the entropy-coded data of a scan ends: at a marker that is
// neither a stuffed zero nor a restart (ISO/IEC 10918-1, B.1.1.5).
func scanEnd(b []byte, from int) int {
	const restart0, restart7 = 0xD0, 0xD7
	for at := from; ; {
		n := bytes.IndexByte(b[at:], 0xFF)
		if n < 0 || at+n+1 >= len(b) {
			return len(b)
		}
		at += n
		if next := b[at+1]; next != 0 && (next < restart0 || next > restart7) {
			return at
		}
		at += 2
	}
}
