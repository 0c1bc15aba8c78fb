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
// before them. It begins behind a known head, which may be nil.
func parse(packet []byte, known *head) (s Statement, foreign []int, err error) {
	if !known.claims(packet) && !Claims(packet) {
		return Statement{}, nil, ErrAbsent
	}
	if len(packet) > maxPacket || !utf8.Valid(packet) {
		return Statement{}, nil, ErrMalformed
	}
	properties, foreign, err := readProperties(packet, known)
	if err != nil {
		return Statement{}, nil, err
	}
	if len(properties) == 0 {
		return Statement{}, nil, ErrAbsent
	}
	s, err = fromProperties(properties)
	return s, foreign, err
}

// readProperties collects our simple properties by name.
func readProperties(packet []byte, known *head) (found map[string]string, foreign []int, err error) {
	s, elements := known.scanner(packet)
	found = make(map[string]string, 32)
	for {
		e, ok := s.next()
		if !ok || e.ours {
			return nil, nil, ErrMalformed // XMP allows properties as attributes; we never write them so
		}
		switch {
		case e.kind == atEnd:
			return found, foreign, nil
		case e.kind == atClose && len(s.open) == openAtDescription && len(found) == 0 && len(foreign) < maxForeign:
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
		name := string(e.element.local)
		if _, twice := found[name]; twice || e.empty || e.attributes || !s.underDescription() {
			return nil, nil, ErrMalformed
		}
		if found[name], ok = s.value(); !ok {
			return nil, nil, ErrMalformed
		}
	}
}

// underDescription reports whether the element just opened stands directly in
// an rdf:Description of the rdf:RDF.
func (s *scanner) underDescription() bool {
	n := len(s.open)
	return n >= 3 && s.open[n-2].space == rdf && string(s.open[n-2].local) == "Description" &&
		s.open[n-3].space == rdf && string(s.open[n-3].local) == "RDF"
}

// value reads the text of the element just opened up to its end.
func (s *scanner) value() (string, bool) {
	e, ok := s.next()
	value := ""
	if ok && e.kind == atText {
		if value, ok = unescape(e.text); !ok || len(value) > maxValue {
			return "", false
		}
		e, ok = s.next()
	}
	return value, ok && e.kind == atClose
}
