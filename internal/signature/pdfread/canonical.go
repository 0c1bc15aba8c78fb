package pdfread

import (
	"bytes"
	"context"
)

// CanonicalObject reads one object at an offset, a stream included, and
// returns the offset of the first byte after it. It refuses comments, white
// space other than a single space or line feed, keys written twice, indirect
// lengths and anything else two readers might take differently.
func CanonicalObject(data []byte, at int) (end int, ok bool) {
	limits := DefaultLimits(len(data))
	f := &File{data: data, limits: limits, spent: &budget{ctx: context.Background(), tokens: limits.Tokens}}
	p := f.at(at)
	if at >= len(data) || isSpace(data[at]) || data[at] == '%' {
		return 0, false
	}
	o, err := p.object(0)
	if err != nil || len(f.issues) > 0 || !plainSpacing(data[at:p.pos]) {
		return 0, false
	}
	dict, isDict := o.(Dict)
	if !isDict || !bytes.HasPrefix(data[p.pos:], []byte("\nstream\n")) {
		return p.pos, true
	}
	start := p.pos + len("\nstream\n")
	length, isInt := dict["Length"].(int64)
	if !isInt || length < 0 || length > int64(len(data)-start) {
		return 0, false
	}
	end = start + int(length)
	if !bytes.HasPrefix(data[end:], []byte("\nendstream")) {
		return 0, false
	}
	return end + len("\nendstream"), true
}

// plainSpacing refuses comments and runs of white space outside strings, and
// every white space but the space and the line feed.
func plainSpacing(text []byte) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && depth > 0:
			i++
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth > 0:
		case c == '%' || isSpace(c) && c != ' ' && c != '\n':
			return false
		case isSpace(c) && i > 0 && isSpace(text[i-1]):
			return false
		}
	}
	return true
}
