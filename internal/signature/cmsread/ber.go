// Package cmsread reads CMS signatures (RFC 5652) as they stand in PDF files:
// DER, and the BER some makers write. It reads and checks one signer's
// mathematics; whether the signer is to be believed is for package chain.
package cmsread

import (
	"bytes"
	"errors"
	"slices"
)

// Errors of this package, matched with errors.Is.
var (
	ErrMalformed   = errors.New("cmsread: malformed")
	ErrUnsupported = errors.New("cmsread: an algorithm or content type that is not read here")
)

const (
	maxDepth    = 48
	maxElements = 50_000
)

const (
	tagBoolean  = 0x01
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagOID      = 0x06
	tagSequence = 0x30
	tagSet      = 0x31
	context0    = 0xa0
	context1    = 0xa1
	primitive0  = 0x80
)

// node is one element of X.690: its identifier octet, and either its content
// or its members. Identifiers above 30 do not occur in CMS and are refused.
type node struct {
	tag     byte
	content []byte // of a primitive element
	members []node // of a constructed one
	raw     []byte // the whole element as it stands
}

type reader struct {
	elements int
	der      bool   // nothing but DER so far
	spare    []node // memory for members
}

// take gives memory for so many members.
func (r *reader) take(n int) []node {
	const many = 64
	if n > len(r.spare) {
		r.spare = make([]node, max(n, many))
	}
	taken := r.spare[:0:n]
	r.spare = r.spare[n:]
	return taken
}

// count is how many elements follow one another in content; 0 where they cannot
// be counted by their lengths, or are more than are read.
func (r *reader) count(content []byte) (n int) {
	for ; len(content) > 1; n++ {
		length, header, indefinite, err := r.length(content)
		if err != nil || indefinite || n == maxElements {
			return 0
		}
		content = content[header+length:]
	}
	return n
}

// parse reads one element from the front of data.
func parse(data []byte) (n node, isDER bool, err error) {
	r := &reader{der: true}
	n, err = r.element(data, 0)
	return n, r.der, err
}

// DER writes an element of BER, the whole of what is given, in DER: lengths in
// their shortest form, strings in one piece, members of sets in order. What lies
// in strings stays as it is. It fails with ErrMalformed, also where an element is
// nested deeper or has more parts than signatures have.
func DER(ber []byte) ([]byte, error) {
	n, _, err := parse(ber)
	if err != nil || len(n.raw) != len(ber) {
		return nil, ErrMalformed
	}
	return n.der(n.tag), nil
}

func (r *reader) element(data []byte, depth int) (node, error) {
	r.elements++
	if depth > maxDepth || r.elements > maxElements || len(data) < 2 || data[0]&0x1f == 0x1f {
		return node{}, ErrMalformed
	}
	n := node{tag: data[0]}
	constructed := n.tag&0x20 != 0
	length, header, indefinite, err := r.length(data)
	if err != nil || indefinite && !constructed {
		return node{}, ErrMalformed
	}
	if !constructed {
		n.content, n.raw = data[header:header+length], data[:header+length]
		return n, nil
	}
	at := header
	if !indefinite {
		n.members = r.take(r.count(data[header : header+length]))
	}
	for {
		if indefinite {
			if bytes.HasPrefix(data[at:], []byte{0, 0}) {
				at += 2
				break
			}
		} else if at == header+length {
			break
		}
		limit := len(data)
		if !indefinite {
			limit = header + length
		}
		m, err := r.element(data[at:limit], depth+1)
		if err != nil {
			return node{}, err
		}
		n.members = append(n.members, m)
		at += len(m.raw)
	}
	n.raw = data[:at]
	r.checkForm(n)
	return n, nil
}

// length reads the length octets; header counts identifier and length.
func (r *reader) length(data []byte) (length, header int, indefinite bool, err error) {
	first := data[1]
	switch {
	case first < 0x80:
		length, header = int(first), 2
	case first == 0x80:
		r.der = false
		return 0, 2, true, nil
	default:
		count := int(first & 0x7f)
		if count > 4 || len(data) < 2+count {
			return 0, 0, false, ErrMalformed
		}
		for _, b := range data[2 : 2+count] {
			length = length<<8 | int(b)
		}
		header = 2 + count
		if length < 0x80 || count > 1 && data[2] == 0 {
			r.der = false
		}
	}
	if length > len(data)-header {
		return 0, 0, false, ErrMalformed
	}
	return length, header, false, nil
}

// checkForm notes constructed strings and unsorted sets, which DER forbids.
func (r *reader) checkForm(n node) {
	switch n.tag {
	case tagOctets | 0x20:
		r.der = false
	case tagSet:
		if !slices.IsSortedFunc(n.members, func(a, b node) int { return bytes.Compare(a.raw, b.raw) }) {
			r.der = false
		}
	}
}

// octets gives the content of an OCTET STRING, joined where BER cut it up.
func (n node) octets() ([]byte, bool) {
	switch n.tag {
	case tagOctets:
		return n.content, true
	case tagOctets | 0x20:
		var out []byte
		for _, m := range n.members {
			part, ok := m.octets()
			if !ok {
				return nil, false
			}
			out = append(out, part...)
		}
		return out, true
	}
	return nil, false
}

// der writes the element again in DER under another identifier octet.
func (n node) der(tag byte) []byte {
	if n.tag == tagOctets|0x20 {
		content, _ := n.octets()
		return wrap(tag&^0x20, content)
	}
	if n.tag&0x20 == 0 {
		return wrap(tag, n.content)
	}
	parts := make([][]byte, len(n.members))
	for i, m := range n.members {
		parts[i] = m.der(m.tag)
	}
	if tag == tagSet {
		slices.SortFunc(parts, bytes.Compare)
	}
	return wrap(tag, bytes.Join(parts, nil))
}

func wrap(tag byte, content []byte) []byte {
	out := []byte{tag}
	switch n := len(content); {
	case n < 1<<7:
		out = append(out, byte(n))
	case n < 1<<8:
		out = append(out, 0x81, byte(n))
	case n < 1<<16:
		out = append(out, 0x82, byte(n>>8), byte(n))
	case n < 1<<24:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		out = append(out, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, content...)
}
