package workbook

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// maxMarkup bounds one tag and one stretch of text, in bytes.
const maxMarkup = 1 << 20

// errMarkup: the XML is damaged, or is of a kind that no spreadsheet writes.
var errMarkup = errors.New("workbook: malformed XML")

// event is what the markup has next.
type event int

const (
	startTag event = iota
	endTag
	text
)

// markup reads XML 1.0 in UTF-8 forward, in bounded memory and without
// building anything. It knows no document types, hence no entities but the
// five of XML and no way to swell. Namespaces are passed over: the parts of a
// workbook are told by their local names.
type markup struct {
	in    *bufio.Reader
	spill []byte // a tag or text longer than the reader's buffer

	name   []byte // of the latest tag, without its prefix; good until the next event
	attrs  []byte // of the latest start tag
	body   []byte // of the latest text
	closes bool   // an end tag is due for an empty element
	texts  bool   // the '<' before the next tag has been read
}

func newMarkup(r io.Reader) *markup { return &markup{in: bufio.NewReaderSize(r, 64<<10)} }

// next returns the next event, io.EOF at the end.
func (m *markup) next() (event, error) {
	if m.closes {
		m.closes = false
		return endTag, nil
	}
	for {
		if !m.texts {
			m.texts = true
			body, err := m.until('<')
			if errors.Is(err, io.EOF) {
				return 0, io.EOF // what follows the last element tells nothing
			}
			if err != nil {
				return 0, err
			}
			if body = body[:len(body)-1]; len(body) > 0 {
				m.body, err = unescape(body)
				return text, err
			}
		}
		m.texts = false
		e, passed, err := m.tag()
		if err != nil || !passed {
			return e, err
		}
	}
}

// tag reads from behind a '<'. It reports true for what is passed over.
func (m *markup) tag() (event, bool, error) {
	first, err := m.in.Peek(1)
	if err != nil {
		return 0, false, damaged(err)
	}
	switch first[0] {
	case '!':
		return m.declaration()
	case '?':
		return 0, true, m.pass("?>")
	}
	tag, err := m.until('>')
	if err != nil {
		return 0, false, damaged(err)
	}
	tag = tag[:len(tag)-1]
	if len(tag) > 0 && tag[0] == '/' {
		m.name = local(trimRight(tag[1:]))
		return endTag, false, nil
	}
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		tag, m.closes = tag[:n-1], true
	}
	end := 0
	for end < len(tag) && !blank(tag[end]) {
		end++
	}
	m.name, m.attrs = local(tag[:end]), tag[end:]
	if len(m.name) == 0 {
		return 0, false, errMarkup
	}
	return startTag, false, nil
}

// declaration reads a comment, which is passed over, or a CDATA section. A
// document type is refused.
func (m *markup) declaration() (event, bool, error) {
	const comment, data = "!--", "![CDATA["
	head, err := m.in.Peek(len(data))
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		if _, err := m.in.Discard(len(comment)); err != nil {
			return 0, false, damaged(err)
		}
		return 0, true, m.pass("-->")
	case err != nil || string(head) != data:
		return 0, false, errMarkup
	}
	if _, err := m.in.Discard(len(data)); err != nil {
		return 0, false, damaged(err)
	}
	m.spill = m.spill[:0]
	for !bytes.HasSuffix(m.spill, []byte("]]>")) {
		if err := m.more('>'); err != nil {
			return 0, false, damaged(err)
		}
	}
	m.body = m.spill[:len(m.spill)-len("]]>")]
	return text, false, nil
}

// pass reads through a mark.
func (m *markup) pass(mark string) error {
	var seen []byte
	for {
		b, err := m.in.ReadByte()
		if err != nil {
			return damaged(err)
		}
		if seen = append(seen, b); len(seen) > len(mark) {
			seen = seen[1:]
		}
		if string(seen) == mark {
			return nil
		}
	}
}

// until reads through a delimiter, a '>' in quotes being none.
func (m *markup) until(delimiter byte) ([]byte, error) {
	b, err := m.in.ReadSlice(delimiter)
	if err == nil && (delimiter != '>' || quotesClosed(b)) {
		return b, nil
	}
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	m.spill = append(m.spill[:0], b...)
	for m.spill[len(m.spill)-1] != delimiter || delimiter == '>' && !quotesClosed(m.spill) {
		if err := m.more(delimiter); err != nil {
			return nil, err
		}
	}
	return m.spill, nil
}

// more adds what comes through the next delimiter, or what the buffer holds,
// to the spill.
func (m *markup) more(delimiter byte) error {
	b, err := m.in.ReadSlice(delimiter)
	m.spill = append(m.spill, b...)
	if len(m.spill) > maxMarkup {
		return errMarkup
	}
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil
	}
	return err
}

// attr returns an attribute of the latest start tag by its local name, "" for
// none.
func (m *markup) attr(name string) string {
	rest := m.attrs
	for {
		rest = trimLeft(rest)
		key, value, ok := bytes.Cut(rest, []byte("="))
		if !ok {
			return ""
		}
		value = trimLeft(value)
		if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			return ""
		}
		end := bytes.IndexByte(value[1:], value[0])
		if end < 0 {
			return ""
		}
		if string(local(trimRight(key))) == name {
			plain, err := unescape(bytes.Clone(value[1 : 1+end]))
			if err != nil {
				return ""
			}
			return string(plain)
		}
		rest = value[end+2:]
	}
}

// blank is the white space of XML 1.0, 2.3.
func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

func trimLeft(b []byte) []byte {
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	return b
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && blank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func quotesClosed(tag []byte) bool {
	var open byte
	for _, b := range tag {
		switch {
		case open == 0 && (b == '"' || b == '\''):
			open = b
		case b == open:
			open = 0
		}
	}
	return open == 0
}

func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// damaged makes the end of a file in the middle of its markup a fault of it.
func damaged(err error) error {
	if errors.Is(err, io.EOF) {
		return errMarkup
	}
	return err
}

// unescape replaces references in place (XML 1.0, 4.1 and 4.6).
func unescape(b []byte) ([]byte, error) {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return b, nil
	}
	out := b[:i]
	for rest := b[i:]; len(rest) > 0; {
		if rest[0] != '&' {
			n := bytes.IndexByte(rest, '&')
			if n < 0 {
				n = len(rest)
			}
			out, rest = append(out, rest[:n]...), rest[n:]
			continue
		}
		end := bytes.IndexByte(rest, ';')
		if end < 0 {
			return nil, errMarkup
		}
		r, ok := reference(string(rest[1:end]))
		if !ok {
			return nil, errMarkup
		}
		out, rest = utf8.AppendRune(out, r), rest[end+1:]
	}
	return out, nil
}

func reference(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && n <= utf8.MaxRune
}
