package pdfread

import (
	"bytes"
	"encoding/hex"
)

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// span gives a string its place in the file.
func (p *parser) span(b []byte, start int, hex bool) String {
	if !p.inFile {
		return String{Bytes: b, Start: -1, End: -1, Hex: hex}
	}
	return String{Bytes: b, Start: start, End: p.pos, Hex: hex}
}

// hex reads <...> (7.3.4.3).
func (p *parser) hex() (Object, error) {
	start := p.pos
	p.pos++
	if out, ok := p.plainHex(); ok {
		return p.span(out, start, true), nil
	}
	var out []byte
	half, odd := 0, false
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		p.pos++
		if c == '>' {
			if odd {
				out = append(out, byte(half<<4))
			}
			return p.span(out, start, true), nil
		}
		v := hexValue(c)
		switch {
		case isSpace(c):
		case v < 0:
			return nil, p.fail("not a hexadecimal digit")
		case odd:
			out = append(out, byte(half<<4|v))
			odd = false
		default:
			half, odd = v, true
		}
	}
	return nil, p.fail("the data end inside a string")
}

// plainHex reads pairs of digits with nothing between them, as most strings
// are written; where something else stands, or much, it moves nowhere.
func (p *parser) plainHex() ([]byte, bool) {
	const window = 16 << 10
	length := bytes.IndexByte(p.data[p.pos:min(len(p.data), p.pos+window)], '>')
	if length < 0 || length%2 != 0 {
		return nil, false
	}
	out := make([]byte, length/2)
	if _, err := hex.Decode(out, p.data[p.pos:p.pos+length]); err != nil {
		return nil, false
	}
	p.pos += length + 1
	return out, true
}

// literal reads (...) (7.3.4.2).
func (p *parser) literal() (Object, error) {
	start := p.pos
	p.pos++
	out := make([]byte, 0, 32)
	for depth := 1; p.pos < len(p.data); {
		c := p.data[p.pos]
		p.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return p.span(out, start, false), nil
			}
		case '\\':
			out = p.escape(out)
			continue
		case '\r':
			if p.pos < len(p.data) && p.data[p.pos] == '\n' {
				p.pos++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return nil, p.fail("the data end inside a string")
}

// escape resolves what follows a backslash (table 3 of 7.3.4.2).
func (p *parser) escape(out []byte) []byte {
	if p.pos >= len(p.data) {
		return out
	}
	c := p.data[p.pos]
	p.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if p.pos < len(p.data) && p.data[p.pos] == '\n' {
			p.pos++
		}
		return out
	case '\n':
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for n := 1; n < 3 && p.pos < len(p.data) && '0' <= p.data[p.pos] && p.data[p.pos] <= '7'; n++ {
		v = v<<3 | int(p.data[p.pos]-'0')
		p.pos++
	}
	return append(out, byte(v))
}
