package verify

import (
	"bytes"
	"fmt"
	"strconv"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// canonicalGrammar reports whether a file has the one byte grammar our writer
// uses: header and binary comment, objects 1 to n back to back in the order of
// their numbers, one plain cross-reference table that says exactly where they
// stand, trailer, startxref, and %%EOF with one line feed at the very end.
// Between these there is no byte; inside an object there may be none but its
// own.
func canonicalGrammar(file []byte) bool {
	g := &grammar{file: file}
	if !g.line("%PDF-1.7") || !g.binaryComment() {
		return false
	}
	for g.object() {
	}
	return g.table() && g.trailer()
}

type grammar struct {
	file    []byte
	pos     int
	offsets []int // of objects 1, 2, ...
	xref    int
}

// line steps over a line that ends in one line feed.
func (g *grammar) line(text string) bool {
	if !bytes.HasPrefix(g.file[g.pos:], []byte(text)) || !bytes.HasPrefix(g.file[g.pos+len(text):], []byte("\n")) {
		return false
	}
	g.pos += len(text) + 1
	return true
}

// binaryComment steps over a % and at least four bytes of 128 and above
// (7.5.2), no other.
func (g *grammar) binaryComment() bool {
	n := bytes.IndexByte(g.file[g.pos:], '\n')
	if n < 5 || n > 16 || g.file[g.pos] != '%' {
		return false
	}
	for _, c := range g.file[g.pos+1 : g.pos+n] {
		if c < 0x80 {
			return false
		}
	}
	g.pos += n + 1
	return true
}

func (g *grammar) object() bool {
	start := g.pos
	if !g.line(strconv.Itoa(len(g.offsets)+1) + " 0 obj") {
		return false
	}
	end, ok := pdfread.CanonicalObject(g.file, g.pos)
	if !ok {
		g.pos = start
		return false
	}
	g.pos = end
	if !g.line("\nendobj") {
		g.pos = start
		return false
	}
	g.offsets = append(g.offsets, start)
	return true
}

func (g *grammar) table() bool {
	g.xref = g.pos
	if !g.line("xref") || !g.line(fmt.Sprintf("0 %d", len(g.offsets)+1)) || !g.line("0000000000 65535 f ") {
		return false
	}
	for _, offset := range g.offsets {
		if !g.line(fmt.Sprintf("%010d 00000 n ", offset)) {
			return false
		}
	}
	return true
}

func (g *grammar) trailer() bool {
	if !g.line("trailer") {
		return false
	}
	end, ok := pdfread.CanonicalObject(g.file, g.pos)
	if !ok {
		return false
	}
	g.pos = end
	return g.line("\nstartxref") && g.line(strconv.Itoa(g.xref)) && g.line("%%EOF") && g.pos == len(g.file)
}
