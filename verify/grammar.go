package verify

import (
	"bytes"
	"strconv"
)

const (
	objSignature = 1 // stands last
	objMetadata  = 2 // stands among the others
	firstObject  = 3 // of those that stand in the order of their numbers

	maxObjects = 10_000
)

// shape is what the byte grammar proves of a file: where everything stands.
type shape struct {
	offsets []int // of object n at n; [0] is unused
	xref    int   // of the table
	trailer int   // of the trailer's dictionary
}

// canonicalGrammar reports whether a file has the one byte grammar our writer
// uses (package internal/document/pdf), and its shape: header, objects back to
// back in the order 3, 4, ..., with 2 once among them and 1 behind them, one
// cross-reference table that says exactly where they stand, trailer, startxref,
// and %%EOF with one line feed at the very end. No dictionary has a key twice,
// no stream's content is in another file. What a known beginning covers is not
// read again.
func canonicalGrammar(file []byte, known *beginning) (shape, bool) {
	g := &grammar{text: file}
	offsets := make([]int, firstObject, 128)
	if known != nil {
		offsets = append(offsets, known.offsets...)
		offsets[objMetadata] = known.metadata
		if g.pos = known.resume; g.pos > len(file) || !g.word(streamEnd+objectEnd) {
			return shape{}, false
		}
	} else {
		if !g.word("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") {
			return shape{}, false
		}
		offsets = g.objects(offsets)
		offsets[objMetadata] = g.pos
		if !g.object(objMetadata) {
			return shape{}, false
		}
	}
	offsets = g.objects(offsets)
	offsets[objSignature] = g.pos
	if !g.object(objSignature) {
		return shape{}, false
	}
	return g.end(offsets)
}

const (
	streamEnd = "\nendstream\n"
	objectEnd = "endobj\n"
)

// objects steps over objects for as long as the next has the next number, and
// appends where they stand.
func (g *grammar) objects(offsets []int) []int {
	for len(offsets) < maxObjects {
		at := g.pos
		if !g.object(len(offsets)) {
			g.pos = at
			break
		}
		offsets = append(offsets, at)
	}
	return offsets
}

// grammar reads forward through a file, byte by byte; each of its methods
// steps over one production or returns false.
type grammar struct {
	text     []byte
	pos      int
	external bool // the object has a key F: a stream's would name another file (ISO 32000-1, 7.3.8.2)
}

func (g *grammar) word(w string) bool {
	if len(g.text)-g.pos < len(w) || string(g.text[g.pos:g.pos+len(w)]) != w {
		return false
	}
	g.pos += len(w)
	return true
}

func (g *grammar) bytes(w []byte) bool {
	if !bytes.HasPrefix(g.text[g.pos:], w) {
		return false
	}
	g.pos += len(w)
	return true
}

func (g *grammar) object(number int) bool {
	if !g.count(number) || !g.word(" 0 obj\n") {
		return false
	}
	start := g.pos
	g.external = false
	if !g.dictionary(0) || !g.word("\n") {
		return false
	}
	if g.word("stream\n") && !g.stream(start) {
		return false
	}
	return g.word(objectEnd)
}

// count steps over a number written in decimal digits.
func (g *grammar) count(n int) bool {
	var digits [20]byte
	return g.bytes(strconv.AppendInt(digits[:0], int64(n), 10))
}

// stream steps over as many bytes as the last entry says of the dictionary
// that begins at start.
func (g *grammar) stream(start int) bool {
	if g.external {
		return false
	}
	head := g.text[start : g.pos-len(" >>\nstream\n")]
	digits := head[bytes.LastIndexByte(head, ' ')+1:]
	length, err := strconv.Atoi(string(digits))
	if err != nil || length < 0 || length > len(g.text)-g.pos || !bytes.HasSuffix(head[:len(head)-len(digits)], []byte(" /Length ")) {
		return false
	}
	g.pos += length
	return g.word(streamEnd)
}

// end reads the table, the trailer and the last lines.
func (g *grammar) end(offsets []int) (shape, bool) {
	out := shape{offsets: offsets, xref: g.pos}
	if !g.word("xref\n0 ") || !g.count(len(offsets)) || !g.word("\n0000000000 65535 f \n") {
		return out, false
	}
	for _, offset := range offsets[1:] {
		if !g.tenDigits(offset) || !g.word(" 00000 n \n") {
			return out, false
		}
	}
	if !g.word("trailer\n") {
		return out, false
	}
	out.trailer = g.pos
	return out, g.word("<< /Size ") && g.count(len(offsets)) && g.word(" /Root 3 0 R /ID [ ") && g.string() && g.word(" ") && g.string() &&
		g.word(" ] >>\nstartxref\n") && g.count(out.xref) && g.word("\n%%EOF\n") && g.pos == len(g.text)
}

func (g *grammar) tenDigits(n int) bool {
	if len(g.text)-g.pos < 10 {
		return false
	}
	value := 0
	for _, c := range g.text[g.pos : g.pos+10] {
		if c < '0' || c > '9' {
			return false
		}
		value = value*10 + int(c-'0')
	}
	g.pos += 10
	return value == n
}
