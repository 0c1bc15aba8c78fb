package tspread

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"yinxin.example/yinxin/internal/signature/cmsread"
)

// maxMembers is more than any structure of RFC 3161 has, its texts included.
const maxMembers = 32

// split gives the members of the one SEQUENCE that der is.
func split(der []byte) ([]asn1.RawValue, error) {
	var whole asn1.RawValue
	rest, err := asn1.Unmarshal(der, &whole)
	if err != nil || len(rest) > 0 || !is(whole, asn1.TagSequence) {
		return nil, ErrMalformed
	}
	return members(whole.Bytes)
}

// members gives the elements that stand one after another in content.
func members(content []byte) (out []asn1.RawValue, err error) {
	for len(content) > 0 {
		var v asn1.RawValue
		if content, err = asn1.Unmarshal(content, &v); err != nil || len(out) == maxMembers {
			return nil, ErrMalformed
		}
		out = append(out, v)
	}
	return out, nil
}

// is reports whether v is of a universal type.
func is(v asn1.RawValue, tag int) bool {
	constructed := tag == asn1.TagSequence || tag == asn1.TagSet
	return v.Class == asn1.ClassUniversal && v.Tag == tag && v.IsCompound == constructed
}

// tagged reports whether v has a tag of the context.
func tagged(v asn1.RawValue, tag int, constructed bool) bool {
	return v.Class == asn1.ClassContextSpecific && v.Tag == tag && v.IsCompound == constructed
}

// integer reads an INTEGER of at most 20 octets and a sign's: more than serial
// numbers and nonces take.
func integer(v asn1.RawValue) (*big.Int, error) {
	const longest = 21
	n := new(big.Int)
	if !is(v, asn1.TagInteger) || len(v.Bytes) > longest {
		return nil, ErrMalformed
	}
	if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil {
		return nil, ErrMalformed
	}
	return n, nil
}

// small reads an INTEGER between 0 and most.
func small(v asn1.RawValue, most int64) (int, error) {
	n, err := integer(v)
	if err != nil || !n.IsInt64() || n.Int64() < 0 || n.Int64() > most {
		return 0, ErrMalformed
	}
	return int(n.Int64()), nil
}

// dotted reads an OBJECT IDENTIFIER, whose arcs may be of any size.
func dotted(v asn1.RawValue) (string, error) {
	var o x509.OID
	if !is(v, asn1.TagOID) || o.UnmarshalBinary(v.Bytes) != nil {
		return "", ErrMalformed
	}
	return o.String(), nil
}

// imprint reads a MessageImprint (RFC 3161, 2.4.1). It fails with ErrAlgorithm
// for a hash that is not of SHA-2.
func imprint(v asn1.RawValue) (crypto.Hash, []byte, error) {
	if !is(v, asn1.TagSequence) {
		return 0, nil, ErrMalformed
	}
	m, err := members(v.Bytes)
	if err != nil || len(m) != 2 || !is(m[0], asn1.TagSequence) || !is(m[1], asn1.TagOctetString) {
		return 0, nil, ErrMalformed
	}
	algorithm, err := members(m[0].Bytes)
	if err != nil || len(algorithm) == 0 || len(algorithm) > 2 || len(algorithm) == 2 && !is(algorithm[1], asn1.TagNull) {
		return 0, nil, ErrMalformed
	}
	oid, err := dotted(algorithm[0])
	if err != nil {
		return 0, nil, err
	}
	hash := cmsread.Algorithm{OID: oid}.Hash().Standard()
	if hash == 0 || hash == crypto.SHA1 {
		return 0, nil, ErrAlgorithm
	}
	if len(m[1].Bytes) != hash.Size() {
		return 0, nil, ErrMalformed
	}
	return hash, m[1].Bytes, nil
}
