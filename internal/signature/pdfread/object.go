// Package pdfread reads PDF files (ISO 32000-1 and -2) the way a judge has to:
// revision by revision, remembering where every signed byte stands, and noting
// each place where two readers might see two documents. It repairs nothing: a
// file that does not say where its objects are is unreadable.
package pdfread

import (
	"bytes"
	"strings"
	"unicode/utf16"
)

// Object is one PDF object: nil (null), bool, int64, float64, Name, String,
// Array, Dict, *Stream or Ref.
type Object any

// Name is a PDF name without its slash, #xx escapes resolved (7.3.5).
type Name string

// Ref is an indirect reference (7.3.10).
type Ref struct{ Number, Generation int }

// Array is a PDF array.
type Array []Object

// Dict is a PDF dictionary. A key written twice is an Issue of its file.
type Dict map[Name]Object

// String is a PDF string. Start and End are the offsets of its token in the
// file, delimiters included; both are -1 inside an object stream.
type String struct {
	Bytes      []byte
	Start, End int
	Hex        bool
}

// Stream is a stream object: its dictionary and its raw bytes in the file.
type Stream struct {
	Dict  Dict
	Raw   []byte // as they stand in the file: encoded and perhaps encrypted
	Start int    // offset of Raw
	owner Ref    // for decryption
	end   int    // first byte after endstream
}

// Equal reports whether two objects say the same: streams by dictionary and
// raw bytes, strings by value whatever their notation. References are compared
// as references, not followed.
func Equal(a, b Object) bool {
	switch x := a.(type) {
	case String:
		y, ok := b.(String)
		return ok && bytes.Equal(x.Bytes, y.Bytes)
	case Array:
		y, ok := b.(Array)
		return ok && equalArrays(x, y)
	case Dict:
		y, ok := b.(Dict)
		return ok && equalDicts(x, y)
	case *Stream:
		y, ok := b.(*Stream)
		return ok && (x == y || bytes.Equal(x.Raw, y.Raw) && equalDicts(x.Dict, y.Dict))
	default:
		switch b.(type) {
		case Array, Dict, String:
			return false
		}
		return a == b
	}
}

func equalArrays(a, b Array) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalDicts(a, b Dict) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		w, ok := b[k]
		if !ok || !Equal(v, w) {
			return false
		}
	}
	return true
}

// Refs calls visit with every reference inside an object, without following.
func Refs(o Object, visit func(Ref)) {
	switch v := o.(type) {
	case Ref:
		visit(v)
	case Array:
		for _, e := range v {
			Refs(e, visit)
		}
	case Dict:
		for _, e := range v {
			Refs(e, visit)
		}
	case *Stream:
		Refs(v.Dict, visit)
	}
}

// Text decodes a text string (7.9.2.2): UTF-16 or UTF-8 by its byte order
// mark, else byte by byte.
func (s String) Text() string {
	b := s.Bytes
	switch {
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		units := make([]uint16, 0, len(b)/2)
		for b = b[2:]; len(b) >= 2; b = b[2:] {
			units = append(units, uint16(b[0])<<8|uint16(b[1]))
		}
		return string(utf16.Decode(units))
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return strings.ToValidUTF8(string(b[3:]), "\ufffd")
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
