package chain

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// directory is a distinguished name, the outermost part first.
type directory [][]attribute

// attribute is one attribute of a relative distinguished name.
type attribute struct {
	kind    asn1.ObjectIdentifier
	text    string // without insignificant spaces; "" where the value is no text
	raw     []byte // DER of the value
	settled bool   // no normalisation of text would change it but for case
}

const maxAttributes = 64 // of one name

var errName = errors.New("chain: a distinguished name that cannot be read")

type (
	rdnSET []struct {
		Kind  asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	rdnSequence []rdnSET
)

func readDirectory(der []byte) (directory, error) {
	var sequence rdnSequence
	if rest, err := asn1.Unmarshal(der, &sequence); err != nil || len(rest) > 0 {
		return nil, errName
	}
	var d directory
	count := 0
	for _, set := range sequence {
		var rdn []attribute
		for _, a := range set {
			if count++; count > maxAttributes {
				return nil, errName
			}
			text, ok := textOf(a.Value)
			rdn = append(rdn, attribute{kind: a.Kind, text: text, raw: a.Value.FullBytes, settled: ok && settled(text)})
		}
		d = append(d, rdn)
	}
	return d, nil
}

// textOf decodes a string of any of the types that names are written in and
// leaves out insignificant spaces (RFC 4518, 2.6.1).
func textOf(v asn1.RawValue) (string, bool) {
	if v.Class != asn1.ClassUniversal || v.IsCompound {
		return "", false
	}
	var out []rune
	switch v.Tag {
	case asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagIA5String, asn1.TagNumericString:
		if !utf8.Valid(v.Bytes) {
			return "", false
		}
		out = []rune(string(v.Bytes))
	case asn1.TagT61String: // in practice Latin-1
		for _, b := range v.Bytes {
			out = append(out, rune(b))
		}
	case asn1.TagBMPString:
		if len(v.Bytes)%2 != 0 {
			return "", false
		}
		units := make([]uint16, 0, len(v.Bytes)/2)
		for b := v.Bytes; len(b) > 0; b = b[2:] {
			units = append(units, uint16(b[0])<<8|uint16(b[1]))
		}
		out = utf16.Decode(units)
	default:
		return "", false
	}
	return strings.Join(strings.Fields(string(out)), " "), true
}

// settled reports whether a text is the same in every normal form. Of other
// letters that cannot be said without tables of all of them.
func settled(text string) bool {
	for _, r := range text {
		compatible := r >= 0xf900 && r <= 0xfaff || r >= 0x2f800 && r <= 0x2fa1f
		if (r < ' ' || r > '~') && (!unicode.Is(unicode.Unified_Ideograph, r) || compatible) {
			return false
		}
	}
	return true
}

// within reports whether a name lies in the subtree under a base (RFC 5280,
// 7.1): its first parts are the base's. Same compares two values of one kind.
func (d directory) within(base directory, same func(a, b attribute) bool) bool {
	if len(d) < len(base) {
		return false
	}
	for i, rdn := range base {
		if !sameSet(d[i], rdn, same) {
			return false
		}
	}
	return true
}

func sameSet(one, other []attribute, same func(a, b attribute) bool) bool {
	if len(one) != len(other) {
		return false
	}
	for _, a := range one {
		found := false
		for _, b := range other {
			found = found || a.kind.Equal(b.kind) && same(a, b)
		}
		if !found {
			return false
		}
	}
	return true
}

// equal holds two values to be the same whatever their case, their string type
// and their insignificant spaces.
func equal(a, b attribute) bool {
	return bytes.Equal(a.raw, b.raw) || a.text != "" && strings.EqualFold(a.text, b.text)
}

// perhaps is equal in doubt: where a normal form might make two values the
// same, an exclusion counts as met.
func perhaps(a, b attribute) bool {
	return equal(a, b) || !a.settled || !b.settled
}
