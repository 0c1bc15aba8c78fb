package pdfread

import (
	"bytes"
	"fmt"
	"strconv"
)

// parser reads objects from data at pos. Offsets of strings are recorded only
// where data is the file itself.
type parser struct {
	data   []byte
	pos    int
	file   *File
	inFile bool
}

func (f *File) at(pos int) *parser {
	return &parser{data: f.data, pos: pos, file: f, inFile: true}
}

func (p *parser) fail(what string) error {
	return fmt.Errorf("pdfread: offset %d: %s", p.pos, what)
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// charge makes long tokens cost more than short ones, read well or not: else
// one unterminated string, asked for often, would cost its square.
func (p *parser) charge(start int) { p.file.spent.tokens -= int64(p.pos-start) / 8 }

// space skips white space and comments (7.2.3).
func (p *parser) space() {
	start := p.pos
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		if c == '%' {
			for p.pos < len(p.data) && p.data[p.pos] != '\n' && p.data[p.pos] != '\r' {
				p.pos++
			}
			continue
		}
		if !isSpace(c) {
			break
		}
		p.pos++
	}
	p.charge(start)
}

// keyword consumes word if it stands next as a whole token.
func (p *parser) keyword(word string) bool {
	p.space()
	end := p.pos + len(word)
	if end > len(p.data) || string(p.data[p.pos:end]) != word {
		return false
	}
	if end < len(p.data) && isRegular(p.data[end]) {
		return false
	}
	p.pos = end
	return true
}

// integer consumes an unsigned integer of at most 15 digits.
func (p *parser) integer() (int, bool) {
	p.space()
	start, n := p.pos, 0
	for p.pos < len(p.data) && isDigit(p.data[p.pos]) && p.pos-start < 16 {
		n = n*10 + int(p.data[p.pos]-'0')
		p.pos++
	}
	if p.pos == start || p.pos-start > 15 || p.pos < len(p.data) && isRegular(p.data[p.pos]) {
		p.pos = start
		return 0, false
	}
	return n, true
}

// object reads one object; depth counts the containers around it.
func (p *parser) object(depth int) (Object, error) {
	if err := p.file.spent.token(); err != nil {
		return nil, err
	}
	if depth > p.file.limits.Depth {
		return nil, ErrLimit
	}
	p.space()
	if p.pos >= len(p.data) {
		return nil, p.fail("the data end inside an object")
	}
	c := p.data[p.pos]
	switch {
	case c == '[':
		return p.array(depth)
	case c == '<' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '<':
		return p.dict(depth)
	}
	start := p.pos
	o, err := p.simple(c)
	p.charge(start)
	return o, err
}

// simple reads an object that holds no others; c is its first byte.
func (p *parser) simple(c byte) (Object, error) {
	switch {
	case c == '/':
		return p.name()
	case c == '(':
		return p.literal()
	case c == '<':
		return p.hex()
	case isDigit(c) || c == '+' || c == '-' || c == '.':
		return p.number()
	}
	switch {
	case p.keyword("null"):
		return nil, nil
	case p.keyword("true"):
		return true, nil
	case p.keyword("false"):
		return false, nil
	}
	return nil, p.fail("no object begins here")
}

// number reads a number, or a reference where "n g R" stands.
func (p *parser) number() (Object, error) {
	start := p.pos
	if n, ok := p.integer(); ok {
		after := p.pos
		if g, ok := p.integer(); ok && p.keyword("R") {
			return Ref{n, g}, nil
		}
		p.pos = after
		return int64(n), nil
	}
	for p.pos < len(p.data) && isRegular(p.data[p.pos]) {
		p.pos++
	}
	text := string(p.data[start:p.pos])
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	for i := range len(text) {
		if c := text[i]; !isDigit(c) && c != '.' && (i > 0 || c != '-' && c != '+') {
			p.pos = start
			return nil, p.fail("malformed number")
		}
	}
	r, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.pos = start
		return nil, p.fail("malformed number")
	}
	return r, nil
}

func (p *parser) name() (Object, error) {
	p.pos++
	start := p.pos
	for p.pos < len(p.data) && isRegular(p.data[p.pos]) {
		p.pos++
	}
	raw := p.data[start:p.pos]
	if name := usualName(raw); name != nil {
		return name, nil
	}
	if bytes.IndexByte(raw, '#') < 0 {
		return Name(raw), nil
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && hexValue(raw[i+1]) >= 0 && hexValue(raw[i+2]) >= 0 {
			out = append(out, byte(hexValue(raw[i+1])<<4|hexValue(raw[i+2])))
			i += 2
			continue
		}
		out = append(out, raw[i])
	}
	return Name(out), nil
}

func (p *parser) array(depth int) (Object, error) {
	p.pos++
	out := make(Array, 0, 4)
	for {
		p.space()
		if p.pos < len(p.data) && p.data[p.pos] == ']' {
			p.pos++
			return out, nil
		}
		o, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
}

func (p *parser) dict(depth int) (Object, error) {
	p.pos += 2
	out := Dict{}
	for {
		p.space()
		if bytes.HasPrefix(p.data[p.pos:], []byte(">>")) {
			p.pos += 2
			return out, nil
		}
		if p.pos >= len(p.data) || p.data[p.pos] != '/' {
			return nil, p.fail("a dictionary key is no name")
		}
		key, _ := p.name()
		value, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := out[key.(Name)]; twice {
			p.file.note(DuplicateKey, p.pos)
		}
		out[key.(Name)] = value
	}
}
