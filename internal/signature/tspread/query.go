// Package tspread reads what those who ask for timestamps and those who make
// them send each other (RFC 3161): queries, responses and tokens, all of them
// bytes from outside. Package tsp writes them.
package tspread

import (
	"crypto"
	"encoding/asn1"
	"errors"
	"math/big"
)

// What can be wrong with a query, matched with errors.Is; each is one of RFC
// 3161's failures.
var (
	ErrMalformed = errors.New("tspread: malformed")                                 // badDataFormat
	ErrAlgorithm = errors.New("tspread: a hash algorithm that is not trusted here") // badAlg
	ErrExtension = errors.New("tspread: a query with extensions")                   // unacceptedExtension
)

// MaxQuery is how long a query may be, in bytes.
const MaxQuery = 4 << 10

// Query is a TimeStampReq (RFC 3161, 2.4.1).
type Query struct {
	Hash         crypto.Hash
	Digest       []byte   // of Hash's length
	Policy       string   // dotted OID that the token is to be made under; "" for any
	Nonce        *big.Int // nil for none
	Certificates bool     // the token is to hold its maker's (certReq)
}

// ParseQuery reads a query in DER. It fails with ErrMalformed, ErrAlgorithm or
// ErrExtension.
func ParseQuery(der []byte) (q Query, err error) {
	if len(der) > MaxQuery {
		return q, ErrMalformed
	}
	m, err := split(der)
	if err != nil || len(m) < 2 {
		return q, ErrMalformed
	}
	if version, err := small(m[0], 1); err != nil || version != 1 {
		return q, ErrMalformed
	}
	if q.Hash, q.Digest, err = imprint(m[1]); err != nil {
		return q, err
	}
	m = m[2:]
	if len(m) > 0 && is(m[0], asn1.TagOID) {
		if q.Policy, err = dotted(m[0]); err != nil {
			return q, err
		}
		m = m[1:]
	}
	if len(m) > 0 && is(m[0], asn1.TagInteger) {
		if q.Nonce, err = integer(m[0]); err != nil {
			return q, err
		}
		m = m[1:]
	}
	if len(m) > 0 && is(m[0], asn1.TagBoolean) {
		if _, err := asn1.Unmarshal(m[0].FullBytes, &q.Certificates); err != nil {
			return q, ErrMalformed
		}
		m = m[1:]
	}
	if len(m) == 1 && tagged(m[0], 0, true) {
		return q, ErrExtension
	}
	if len(m) > 0 {
		return q, ErrMalformed
	}
	return q, nil
}
