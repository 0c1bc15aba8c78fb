package verify

import (
	"bytes"
	"strconv"
)

// Numbers of the objects that stand last in a copy of ours, in this order.
const (
	objMetadata  = 2
	objSignature = 1
	firstObject  = 3
)

// canonicalGrammar reports whether a file has the one byte grammar our writer
// uses (package internal/document/pdf): header, objects back to back in the
// order 3, 4, ..., 2, 1, one cross-reference table that says exactly where
// they stand, trailer, startxref, and %%EOF with one line feed at the very end.
func canonicalGrammar(file []byte) bool {
	g := &grammar{text: file}
	if !g.word("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") {
		return false
	}
	var offsets []int // of objects 3, 4, ...
	for number := firstObject; ; number++ {
		at := g.pos
		if !g.object(number) {
			g.pos = at
			break
		}
		offsets = append(offsets, at)
	}
	metadata := g.pos
	if !g.object(objMetadata) {
		return false
	}
	signature := g.pos
	if !g.object(objSignature) {
		return false
	}
	return g.end(append([]int{signature, metadata}, offsets...))
}

// grammar reads forward through a file, byte by byte; each of its methods
// steps over one production or returns false.
type grammar struct {
	text []byte
	pos  int
}

func (g *grammar) word(w string) bool {
	if !bytes.HasPrefix(g.text[g.pos:], []byte(w)) {
		return false
	}
	g.pos += len(w)
	return true
}

func (g *grammar) object(number int) bool {
	if !g.word(strconv.Itoa(number)+" 0 obj\n") || !g.dictionary(0) || !g.word("\n") {
		return false
	}
	if g.word("stream\n") && !g.stream() {
		return false
	}
	return g.word("endobj\n")
}

// stream steps over as many bytes as the dictionary's last entry says.
func (g *grammar) stream() bool {
	head := g.text[:g.pos-len(" >>\nstream\n")]
	digits := head[bytes.LastIndexByte(head, ' ')+1:]
	length, err := strconv.Atoi(string(digits))
	if err != nil || length < 0 || length > len(g.text)-g.pos || !bytes.HasSuffix(head[:len(head)-len(digits)], []byte(" /Length ")) {
		return false
	}
	g.pos += length
	return g.word("\nendstream\n")
}

// end reads the table, the trailer and the last lines.
func (g *grammar) end(offsets []int) bool {
	xref := g.pos
	count := strconv.Itoa(len(offsets) + 1)
	if !g.word("xref\n0 " + count + "\n0000000000 65535 f \n") {
		return false
	}
	for _, offset := range offsets {
		if !g.tenDigits(offset) || !g.word(" 00000 n \n") {
			return false
		}
	}
	return g.word("trailer\n<< /Size "+count+" /Root 3 0 R /ID [ ") && g.string() && g.word(" ") && g.string() &&
		g.word(" ] >>\nstartxref\n"+strconv.Itoa(xref)+"\n%%EOF\n") && g.pos == len(g.text)
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
