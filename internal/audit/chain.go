package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
)

// Hash is a link's: SHA-256 (FIPS 180-4).
type Hash [sha256.Size]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Head is where the chain ends: how many links it has, and the last one's
// hash. The zero Head is that of an empty chain.
type Head struct {
	Position int64
	Hash     Hash
}

// String is the head as an auditor notes it down: POSITION:HASH.
func (h Head) String() string { return strconv.FormatInt(h.Position, 10) + ":" + h.Hash.String() }

// ParseHead reads what String gives.
func ParseHead(text string) (Head, error) {
	malformed := errors.New("audit: a head is POSITION:HASH, the hash in 64 hexadecimal digits")
	number, digits, _ := strings.Cut(strings.TrimSpace(text), ":")
	position, err := strconv.ParseInt(number, 10, 64)
	if err != nil || position < 0 {
		return Head{}, malformed
	}
	h := Head{Position: position}
	if len(digits) != hex.EncodedLen(len(h.Hash)) {
		return Head{}, malformed
	}
	if _, err := hex.Decode(h.Hash[:], []byte(digits)); err != nil {
		return Head{}, malformed
	}
	if position == 0 && h != (Head{}) {
		return Head{}, malformed
	}
	return h, nil
}

// Link is one link of the chain: which record stands at a position, and the
// hash over it and all before it.
type Link struct {
	Position int64 // from 1, without gaps
	Sequence int64 // of the record
	Hash     Hash
}

// serialisation names what is hashed, so that no other form can be mistaken
// for it.
const serialisation = "yinxin audit trail 1"

// Next links a record to the end of a chain. Its hash is over the name of the
// serialisation, the hash before, the position, and the record's fields; each
// is preceded by its length in bytes, numbers by eight bytes, most significant
// first. Instants count in microseconds since 1970.
func Next(end Head, r Record) Link {
	var b []byte
	text := func(s string) {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	number := func(n int64) {
		b = binary.BigEndian.AppendUint64(b, 8)
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	text(serialisation)
	text(string(end.Hash[:]))
	number(end.Position + 1)
	number(r.Sequence)
	number(r.At.UnixMicro())
	for _, field := range []string{
		r.Actor, r.ActorRole, r.Authority, r.Action, r.Subject, r.Before, r.After, r.Reason, r.Origin, r.Detail,
	} {
		text(field)
	}
	return Link{end.Position + 1, r.Sequence, sha256.Sum256(b)}
}

// Head is the head of a chain that ends with the link.
func (l Link) Head() Head { return Head{l.Position, l.Hash} }
