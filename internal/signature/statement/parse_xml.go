package statement

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scanner reads the part of XML 1.0 and its namespaces that an XMP packet
// needs, and refuses the rest: document types, entities of one's own, CDATA.
// It allocates next to nothing for what is not ours, which is most of a packet.
type scanner struct {
	text     []byte
	pos      int
	open     []element
	bindings []binding
}

// element is one that has been opened: its name as written, and resolved.
type element struct {
	raw      []byte
	space    string // the namespace's URI, "" for none
	local    []byte
	bindings int // how many were in force before it
}

type binding struct {
	prefix []byte
	uri    string
}

// eventKind is what the scanner stepped over.
type eventKind uint8

const (
	atEnd eventKind = iota
	atStart
	atClose
	atText
	atOther // a comment or processing instruction
)

// event is one step. Attributes tells whether the element has any but
// declarations of namespaces; ours whether one of them is in our namespace.
type event struct {
	kind       eventKind
	element    element
	empty      bool // <a/>: no atClose follows
	attributes bool
	ours       bool
	text       []byte // as written, entities unresolved
}

// next steps over one piece of markup or text; ok is false for what is no XML
// of the kind read here.
func (s *scanner) next() (e event, ok bool) {
	if s.pos >= len(s.text) {
		return event{kind: atEnd}, len(s.open) == 0
	}
	rest := s.text[s.pos:]
	if rest[0] != '<' {
		end := bytes.IndexByte(rest, '<')
		if end < 0 {
			end = len(rest)
		}
		s.pos += end
		return event{kind: atText, text: rest[:end]}, true
	}
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return event{kind: atOther}, s.skip(4, "-->")
	case bytes.HasPrefix(rest, []byte("<?")):
		return event{kind: atOther}, s.skip(2, "?>")
	case bytes.HasPrefix(rest, []byte("</")):
		return s.close()
	case bytes.HasPrefix(rest, []byte("<!")):
		return event{}, false
	}
	return s.start()
}

func (s *scanner) skip(from int, until string) bool {
	end := bytes.Index(s.text[s.pos+from:], []byte(until))
	s.pos += from + end + len(until)
	return end >= 0
}

func (s *scanner) close() (event, bool) {
	s.pos += 2
	raw := s.name()
	s.space()
	if len(s.open) == 0 || !s.byte('>') {
		return event{}, false
	}
	last := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.bindings = s.bindings[:last.bindings]
	return event{kind: atClose, element: last}, bytes.Equal(raw, last.raw)
}

// start reads a start tag. Declarations of namespaces are read before any name
// is resolved, since they hold for their own element too.
func (s *scanner) start() (e event, ok bool) {
	s.pos++
	e = event{kind: atStart, element: element{raw: s.name(), bindings: len(s.bindings)}}
	if len(e.element.raw) == 0 || len(s.open) >= maxDepth {
		return e, false
	}
	var prefixed [][]byte
	for {
		spaced := s.space()
		if s.byte('>') {
			break
		}
		if bytes.HasPrefix(s.text[s.pos:], []byte("/>")) {
			s.pos += 2
			e.empty = true
			break
		}
		name, value, ok := s.attribute()
		if !ok || !spaced {
			return e, false
		}
		if prefix, isDeclaration := declaration(name); isDeclaration {
			uri, ok := unescape(value)
			if !ok {
				return e, false
			}
			s.bindings = append(s.bindings, binding{prefix, uri})
			continue
		}
		e.attributes = true
		prefixed = append(prefixed, name)
	}
	if e.element.space, e.element.local, ok = s.resolve(e.element.raw, true); !ok {
		return e, false
	}
	for _, name := range prefixed {
		space, _, ok := s.resolve(name, false)
		if !ok {
			return e, false
		}
		e.ours = e.ours || space == Namespace
	}
	if e.empty {
		s.bindings = s.bindings[:e.element.bindings]
	} else {
		s.open = append(s.open, e.element)
	}
	return e, true
}

// attribute reads name="value".
func (s *scanner) attribute() (name, value []byte, ok bool) {
	name = s.name()
	s.space()
	if len(name) == 0 || !s.byte('=') {
		return nil, nil, false
	}
	s.space()
	if s.pos >= len(s.text) {
		return nil, nil, false
	}
	quote := s.text[s.pos]
	if quote != '"' && quote != '\'' {
		return nil, nil, false
	}
	s.pos++
	end := bytes.IndexByte(s.text[s.pos:], quote)
	if end < 0 || bytes.IndexByte(s.text[s.pos:s.pos+end], '<') >= 0 {
		return nil, nil, false
	}
	value = s.text[s.pos : s.pos+end]
	s.pos += end + 1
	return name, value, true
}

// declaration reports whether an attribute declares a namespace, and for which
// prefix ("" for the default).
func declaration(name []byte) (prefix []byte, ok bool) {
	if string(name) == "xmlns" {
		return nil, true
	}
	return bytes.CutPrefix(name, []byte("xmlns:"))
}

// resolve splits a name and finds its namespace. An unknown prefix is refused,
// but for xml, which needs no declaration.
func (s *scanner) resolve(name []byte, useDefault bool) (space string, local []byte, ok bool) {
	prefix, local, found := bytes.Cut(name, []byte(":"))
	if !found {
		prefix, local = nil, name
		if !useDefault {
			return "", local, true
		}
	}
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if bytes.Equal(s.bindings[i].prefix, prefix) {
			return s.bindings[i].uri, local, len(local) > 0
		}
	}
	return "", local, len(local) > 0 && (!found || string(prefix) == "xml")
}

// name reads letters, digits, signs of names, and whatever is not ASCII.
func (s *scanner) name() []byte {
	start := s.pos
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
		if !letter && (s.pos == start || (c < '0' || c > '9') && c != '-' && c != '.' && c != ':') {
			break
		}
		s.pos++
	}
	return s.text[start:s.pos]
}

func (s *scanner) space() bool {
	start := s.pos
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.pos]) >= 0 {
		s.pos++
	}
	return s.pos > start
}

func (s *scanner) byte(c byte) bool {
	if s.pos >= len(s.text) || s.text[s.pos] != c {
		return false
	}
	s.pos++
	return true
}

// unescape resolves the five entities XML knows and character references. It
// refuses controls but for tab and line feed, which XML would change or not
// allow, and all other entities.
func unescape(text []byte) (string, bool) {
	if plain(text) && utf8.Valid(text) {
		return string(text), true
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if r == '&' {
			name, rest, found := bytes.Cut(text, []byte(";"))
			if r = entity(string(name)); !found || r < 0 {
				return "", false
			}
			text = rest
		} else if r == utf8.RuneError && size == 1 {
			return "", false
		}
		if r < ' ' && r != '\t' && r != '\n' {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// plain reports whether nothing in the text needs to be looked at.
func plain(text []byte) bool {
	for _, c := range text {
		if c == '&' || c < ' ' {
			return false
		}
	}
	return true
}

// entity gives the character of a reference, -1 for none.
func entity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, isNumber := strings.CutPrefix(name, "#")
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if !isNumber || err != nil || !utf8.ValidRune(rune(n)) {
		return -1
	}
	return rune(n)
}
