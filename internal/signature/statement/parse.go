package statement

import (
	"bytes"
	"encoding/xml"
	"errors"
	"unicode/utf8"
)

// Why an XMP packet gives no statement.
var (
	ErrAbsent    = errors.New("statement: the packet has no properties of ours")
	ErrMalformed = errors.New("statement: the packet's properties of ours are not as we write them")
)

const (
	maxPacket   = 256 << 10
	maxValue    = 4 << 10
	maxElements = 4000
	maxDepth    = 16
	rdf         = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// Claims reports whether an XMP packet speaks in our namespace, well or badly:
// then the file passes itself off as one of ours.
func Claims(packet []byte) bool {
	if bytes.Contains(packet, []byte(Namespace)) {
		return true
	}
	d := xml.NewDecoder(bytes.NewReader(packet[:min(len(packet), maxPacket)]))
	for range maxElements {
		token, err := d.RawToken()
		if err != nil {
			return false
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			if a.Value == Namespace {
				return true
			}
		}
	}
	return false
}

// Parse reads the statement out of an XMP packet (ISO 16684-1), strictly: at
// most 256 KiB of UTF-8 without a document type, each property of ours once,
// known, plain text, and directly under an rdf:Description. It fails with
// ErrAbsent where there is none and with ErrMalformed for all else.
func Parse(packet []byte) (Statement, error) {
	s, _, err := parse(packet, nil)
	return s, err
}

// parse also tells where the first descriptions end that have nothing of ours
// before them, unless it began behind the known head, which may be nil.
func parse(packet []byte, known *head) (s Statement, foreign []int, err error) {
	begun, elements := known.scanner(packet)
	behind := begun.pos > 0
	if !(behind && known.ours) && !Claims(packet) {
		return Statement{}, nil, ErrAbsent
	}
	if len(packet) > maxPacket || !utf8.Valid(begun.text[begun.pos:]) {
		return Statement{}, nil, ErrMalformed
	}
	properties, foreign, err := readProperties(begun, elements)
	if err != nil {
		return Statement{}, nil, err
	}
	if properties.taken == 0 {
		return Statement{}, nil, ErrAbsent
	}
	s, err = fromProperties(properties)
	if behind || err != nil {
		foreign = nil
	}
	return s, foreign, err
}

// readProperties collects our simple properties from where a scanner stands,
// behind so many elements.
func readProperties(s *scanner, elements int) (found *properties, foreign []int, err error) {
	found = newProperties()
	for {
		if name, text, ok := s.simple(); ok {
			space, local, known := s.resolve(name, true)
			if elements++; elements > maxElements || !known {
				return nil, nil, ErrMalformed
			}
			if space == Namespace && !(s.inDescription(len(s.open)) && found.take(local, text)) {
				return nil, nil, ErrMalformed
			}
			continue
		}
		e, ok := s.next()
		if !ok || e.ours {
			return nil, nil, ErrMalformed // XMP allows properties as attributes; we never write them so
		}
		switch {
		case e.kind == atEnd:
			return found, foreign, nil
		case e.kind == atClose && len(s.open) == openAtDescription && found.taken == 0 && len(foreign) < maxForeign:
			foreign = append(foreign, s.pos)
		case e.kind != atStart:
			continue
		}
		if elements++; elements > maxElements {
			return nil, nil, ErrMalformed
		}
		if e.element.space != Namespace {
			continue
		}
		if e.empty || e.attributes || !s.inDescription(len(s.open)-1) {
			return nil, nil, ErrMalformed
		}
		if text, ok := s.value(); !ok || !found.take(e.element.local, text) {
			return nil, nil, ErrMalformed
		}
	}
}

// inDescription reports whether what stands within the first n open elements
// stands directly in an rdf:Description of the rdf:RDF.
func (s *scanner) inDescription(n int) bool {
	return n >= 2 && s.open[n-1].space == rdf && string(s.open[n-1].local) == "Description" &&
		s.open[n-2].space == rdf && string(s.open[n-2].local) == "RDF"
}

// simple steps over <name>text</name>, written with nothing else in it and not
// directly in the rdf:RDF: most of what is ours. Where something else stands it
// moves nowhere, and next has to look at it.
func (s *scanner) simple() (name, text []byte, ok bool) {
	rest := s.text[s.pos:]
	if len(rest) < 2 || rest[0] != '<' || len(s.open) <= openAtDescription || len(s.open) >= maxDepth {
		return nil, nil, false
	}
	start := s.pos
	s.pos++
	name = s.name()
	if len(name) > 0 && s.byte('>') {
		rest = s.text[s.pos:]
		end := bytes.IndexByte(rest, '<')
		after := end + len("</") + len(name)
		if end >= 0 && after < len(rest) && rest[end+1] == '/' && bytes.Equal(rest[end+2:after], name) && rest[after] == '>' {
			s.pos += after + 1
			return name, rest[:end], true
		}
	}
	s.pos = start
	return nil, nil, false
}

// value reads the text of the element just opened up to its end.
func (s *scanner) value() (text []byte, ok bool) {
	e, ok := s.next()
	if ok && e.kind == atText {
		text = e.text
		e, ok = s.next()
	}
	return text, ok && e.kind == atClose
}
