// Package tsp is what time stamping is to our seals (RFC 3161): the port that
// gives tokens, the query a requester writes, and an authority of our own that
// answers one. It reads nothing from outside; package tspread does.
package tsp

import (
	"context"
	"crypto/sha256"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

const (
	// DigestLen is the length in bytes of what is stamped: a SHA-256.
	DigestLen = sha256.Size
	// MaxTokenLen bounds every token that a Stamper gives, in bytes, so that
	// room for one can be kept before it is there.
	MaxTokenLen = 8 << 10
)

// Token is a proof that a digest existed at a time.
type Token struct {
	DER      []byte // ContentInfo of the TimeStampToken, at most MaxTokenLen bytes
	Time     time.Time
	Accuracy time.Duration // Time is right within it; 0 where the authority does not say
}

// Stamper has a digest of DigestLen bytes stamped. It is safe for concurrent
// use.
type Stamper interface {
	// Stamp fails with digest_length (Invalid), and as Unavailable with
	// tsa_unavailable where no authority gave a token that is right, and
	// clock_differs where those that did give another time than our clock.
	Stamp(ctx context.Context, digest []byte) (Token, error)
}

// CheckDigest fails with digest_length for a digest that is not DigestLen long.
func CheckDigest(op string, digest []byte) error {
	if len(digest) != DigestLen {
		return fault.New(op, fault.Invalid, "digest_length")
	}
	return nil
}
