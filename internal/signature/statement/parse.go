package statement

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
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
	if !Claims(packet) {
		return Statement{}, ErrAbsent
	}
	if len(packet) > maxPacket || !utf8.Valid(packet) {
		return Statement{}, ErrMalformed
	}
	properties, err := readProperties(packet)
	if err != nil {
		return Statement{}, err
	}
	if len(properties) == 0 {
		return Statement{}, ErrAbsent
	}
	return fromProperties(properties)
}

// readProperties collects our simple properties by name.
func readProperties(packet []byte) (map[string]string, error) {
	d := xml.NewDecoder(bytes.NewReader(packet))
	found := map[string]string{}
	var path []xml.Name
	for elements := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, ErrMalformed
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, ErrMalformed
		case xml.StartElement:
			if elements++; elements > maxElements || len(path) >= maxDepth || strayAttribute(t) {
				return nil, ErrMalformed
			}
			if t.Name.Space != Namespace {
				path = append(path, t.Name)
				continue
			}
			if _, twice := found[t.Name.Local]; twice || !underDescription(path) || len(t.Attr) > 0 {
				return nil, ErrMalformed
			}
			if found[t.Name.Local], err = text(d); err != nil {
				return nil, err
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

// strayAttribute refuses our properties in attribute form, which XMP allows
// and we never write.
func strayAttribute(t xml.StartElement) bool {
	for _, a := range t.Attr {
		if a.Name.Space == Namespace {
			return true
		}
	}
	return false
}

func underDescription(path []xml.Name) bool {
	n := len(path)
	return n >= 2 && path[n-1] == xml.Name{Space: rdf, Local: "Description"} && path[n-2] == xml.Name{Space: rdf, Local: "RDF"}
}

// text reads the character data up to the end of the element.
func text(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return "", ErrMalformed
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
			if b.Len() > maxValue {
				return "", ErrMalformed
			}
		case xml.EndElement:
			return b.String(), nil
		default:
			return "", ErrMalformed
		}
	}
}
