package x509cert

import (
	"bytes"
	"encoding/asn1"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/signature/sm2key"
)

// Tolerance is something that strict parsers refuse a certificate for and that
// is let pass here, in certificates of SM2 only. docs/security.md lists them.
type Tolerance string

// All there are.
const (
	// NullParameters: the algorithm 1.2.156.10197.1.501 has NULL for parameters
	// instead of none.
	NullParameters Tolerance = "null_parameters"
	// NameCharacters: a PrintableString or IA5String of issuer or subject holds
	// characters outside its alphabet; it is read as UTF-8.
	NameCharacters Tolerance = "name_characters"
	// AlternativeNames: the subject's alternative names cannot be read and are
	// not critical; the certificate has none then, and passes no issuer that
	// constrains names.
	AlternativeNames Tolerance = "alternative_names"
)

const (
	maxMembers = 64 // of one SEQUENCE or SET that is walked through

	tagPrintable = 0x13
	tagIA5       = 0x16
	tagUTF8      = 0x0c
	tagVersion   = 0xa0
	tagExtended  = 0xa3
)

// element is where one TLV stands.
type element struct {
	tag              byte
	start, body, end int
}

// form is where in a certificate or request the parts stand that are looked at.
type form struct {
	der             []byte
	algorithm       []byte // of the signature, as named inside what is signed
	key             element
	issuer, subject element
	extensions      []element
}

// members parts what stands between two offsets into elements.
func members(der []byte, from, to int) ([]element, bool) {
	var out []element
	for at := from; at < to; {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der[at:to], &v)
		if err != nil || len(out) == maxMembers {
			return nil, false
		}
		end := to - len(rest)
		out = append(out, element{tag: der[at], start: at, body: end - len(v.Bytes), end: end})
		at = end
	}
	return out, true
}

// content gives the members of what is signed in a certificate, request or list.
func content(der []byte) ([]element, bool) {
	outer, ok := members(der, 0, len(der))
	if !ok || len(outer) != 1 {
		return nil, false
	}
	inner, ok := members(der, outer[0].body, outer[0].end)
	if !ok || len(inner) != 3 {
		return nil, false
	}
	return members(der, inner[0].body, inner[0].end)
}

func certificateForm(der []byte) (form, bool) {
	m, ok := content(der)
	if ok && len(m) > 0 && m[0].tag == tagVersion {
		m = m[1:]
	}
	const serial, algorithm, issuer, validity, subject, key, least = 0, 1, 2, 3, 4, 5, 6
	if !ok || len(m) < least {
		return form{}, false
	}
	f := form{der: der, algorithm: der[m[algorithm].start:m[algorithm].end], key: m[key], issuer: m[issuer], subject: m[subject]}
	for _, e := range m[least:] {
		if e.tag != tagExtended {
			continue
		}
		list, ok := members(der, e.body, e.end)
		if !ok || len(list) != 1 {
			return form{}, false
		}
		if f.extensions, ok = members(der, list[0].body, list[0].end); !ok {
			return form{}, false
		}
	}
	return f, true
}

func requestForm(der []byte) (form, bool) {
	m, ok := content(der)
	const version, subject, key, least = 0, 1, 2, 3
	if !ok || len(m) < least {
		return form{}, false
	}
	return form{der: der, key: m[key], subject: m[subject]}, true
}

// sm2 reports whether the key or the signature is one of SM2.
func (f form) sm2() bool {
	return f.sm2Key() || bytes.Equal(f.algorithm, SM2WithSM3()) || bytes.Equal(f.algorithm, withNull())
}

func (f form) sm2Key() bool {
	return bytes.HasPrefix(f.der[f.key.body:f.key.end], sm2key.Algorithm())
}

// keyPatch makes id-ecPublicKey an algorithm that crypto/x509 does not know.
func (f form) keyPatch() patch {
	const lastArc = 10 // in sm2key.Algorithm
	return patch{f.key.body + lastArc, unknownArc}
}

// names patches strings of issuer and subject that are not of their type's
// alphabet, but UTF-8, to be UTF8Strings.
func (f form) names() []patch {
	var out []patch
	for _, name := range []element{f.issuer, f.subject} {
		sets, ok := members(f.der, name.body, name.end)
		for i := 0; ok && i < len(sets); i++ {
			var attributes []element
			attributes, ok = members(f.der, sets[i].body, sets[i].end)
			for _, a := range attributes {
				pair, whole := members(f.der, a.body, a.end)
				if whole && len(pair) == 2 && f.misnamed(pair[1]) {
					out = append(out, patch{pair[1].start, tagUTF8})
				}
			}
		}
	}
	return out
}

func (f form) misnamed(e element) bool {
	text := f.der[e.body:e.end]
	var allowed func(b byte) bool
	switch e.tag {
	case tagPrintable:
		allowed = printable
	case tagIA5:
		allowed = func(b byte) bool { return b < utf8.RuneSelf }
	default:
		return false
	}
	for _, b := range text {
		if !allowed(b) {
			return utf8.Valid(text)
		}
	}
	return false
}

// printable is X.680, 41.4, with the two that crypto/x509 adds.
func printable(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || bytes.IndexByte([]byte(" '()+,-./:=?*&"), b) >= 0
}

// alternativeNames hides subjectAltName (2.5.29.17), where it is not critical,
// behind an OID that crypto/x509 does not know.
func (f form) alternativeNames() (patch, bool) {
	id := []byte{0x06, 0x03, 0x55, 0x1d, 0x11}
	for _, e := range f.extensions {
		parts, ok := members(f.der, e.body, e.end)
		if ok && len(parts) == 2 && bytes.Equal(f.der[parts[0].start:parts[0].end], id) {
			return patch{parts[0].end - 1, unknownArc}, true
		}
	}
	return patch{}, false
}
