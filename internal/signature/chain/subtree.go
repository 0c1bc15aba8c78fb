package chain

import (
	"encoding/asn1"
	"slices"
)

// subtrees are an issuer's name constraints (RFC 5280, 4.2.1.10), as far as
// crypto/x509 leaves them open: directory names. Of the other forms it compares
// mail, hosts, URIs and IP addresses.
type subtrees struct {
	permitted, excluded []directory
	others              bool // forms that nobody here compares
}

const (
	maxSubtrees = 100
	maxAltNames = 1000

	formMail, formHost, formDirectory, formURI, formIP = 1, 2, 4, 6, 7 // GeneralName, 4.2.1.6
)

// readSubtrees fails, with false, where constraints cannot be read or name a
// minimum or maximum, which nobody has to understand.
func readSubtrees(value []byte) (subtrees, bool) {
	var s subtrees
	outer, ok := elements(value, 1)
	if !ok || len(outer) != 1 {
		return s, false
	}
	parts, ok := elements(outer[0].Bytes, 2)
	if !ok {
		return s, false
	}
	for _, part := range parts {
		list, ok := elements(part.Bytes, maxSubtrees)
		if !ok {
			return s, false
		}
		for _, subtree := range list {
			base, ok := elements(subtree.Bytes, 1)
			if !ok || len(base) != 1 || !s.add(base[0], part.Tag) {
				return s, false
			}
		}
	}
	return s, true
}

// add takes one base up; list is 0 for those permitted, 1 for those excluded.
func (s *subtrees) add(base asn1.RawValue, list int) bool {
	switch base.Tag {
	case formMail, formHost, formURI, formIP:
		return true
	case formDirectory:
		d, err := readDirectory(base.Bytes)
		if list == 0 {
			s.permitted = append(s.permitted, d)
		} else {
			s.excluded = append(s.excluded, d)
		}
		return err == nil
	}
	s.others = true
	return true
}

// elements parts DER into its outermost elements, at most so many.
func elements(der []byte, most int) ([]asn1.RawValue, bool) {
	var out []asn1.RawValue
	for len(der) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil || len(out) == most {
			return nil, false
		}
		out = append(out, v)
		der = rest
	}
	return out, true
}

func (s subtrees) allow(d directory) bool {
	in := func(same func(a, b attribute) bool) func(directory) bool {
		return func(base directory) bool { return d.within(base, same) }
	}
	return (len(s.permitted) == 0 || slices.ContainsFunc(s.permitted, in(equal))) && !slices.ContainsFunc(s.excluded, in(perhaps))
}
