// Package digest names the hash functions that signatures are made over. It
// stands in for crypto.Hash, which has no number for SM3.
package digest

import (
	"crypto"
	"crypto/sha1" //nolint:gosec // to read what is signed with it; nothing is believed for it
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// Algorithm is a hash function. The zero Algorithm is none.
type Algorithm uint8

// The hash functions that are read. Seals are made with SHA-256, SHA-384 and
// SM3 (GB/T 32905-2016).
const (
	SHA1 Algorithm = iota + 1
	SHA224
	SHA256
	SHA384
	SHA512
	SM3
)

// row is what is known of one hash function.
type row struct {
	oid, name string
	size      int
	standard  crypto.Hash // 0 where the standard library has none
}

func (a Algorithm) row() row {
	switch a {
	case SHA1:
		return row{"1.3.14.3.2.26", "SHA-1", sha1.Size, crypto.SHA1}
	case SHA224:
		return row{"2.16.840.1.101.3.4.2.4", "SHA-224", sha256.Size224, crypto.SHA224}
	case SHA256:
		return row{"2.16.840.1.101.3.4.2.1", "SHA-256", sha256.Size, crypto.SHA256}
	case SHA384:
		return row{"2.16.840.1.101.3.4.2.2", "SHA-384", sha512.Size384, crypto.SHA384}
	case SHA512:
		return row{"2.16.840.1.101.3.4.2.3", "SHA-512", sha512.Size, crypto.SHA512}
	case SM3:
		return row{"1.2.156.10197.1.401", "SM3", 32, 0}
	}
	return row{}
}

// OfOID finds the hash function that a dotted OID names; 0 for one not known.
func OfOID(oid string) Algorithm {
	for a := SHA1; a <= SM3; a++ {
		if a.row().oid == oid {
			return a
		}
	}
	return 0
}

// OID is the dotted name in ASN.1; "" for none.
func (a Algorithm) OID() string { return a.row().oid }

// Size is the length of a digest in bytes; 0 for none.
func (a Algorithm) Size() int { return a.row().size }

// String is the name as the standards write it: "SHA-256", "SM3"; "" for none.
func (a Algorithm) String() string { return a.row().name }

// Standard is the standard library's number; 0 for SM3 and for none.
func (a Algorithm) Standard() crypto.Hash { return a.row().standard }

// New starts a hash whose state can be cloned (hash.Cloner) and written down
// (encoding.BinaryMarshaler). It returns nil for the zero Algorithm only.
func (a Algorithm) New() hash.Hash {
	switch a {
	case SHA1:
		return sha1.New() //nolint:gosec // see above
	case SHA224:
		return sha256.New224()
	case SHA256:
		return sha256.New()
	case SHA384:
		return sha512.New384()
	case SHA512:
		return sha512.New()
	case SM3:
		return newSM3()
	}
	return nil
}

// Sum is the digest of the parts one after the other; nil for none.
func (a Algorithm) Sum(parts ...[]byte) []byte {
	h := a.New()
	if h == nil {
		return nil
	}
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
