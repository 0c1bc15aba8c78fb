package pdfread

import (
	"context"
	"errors"
)

// Errors of this package, all matched with errors.Is.
var (
	ErrNotPDF     = errors.New("pdfread: no %PDF- header")
	ErrUnreadable = errors.New("pdfread: no cross-reference leads through the file")
	ErrLimit      = errors.New("pdfread: a limit is exceeded")
	ErrPassword   = errors.New("pdfread: the file needs a password")
)

// Limits bound what a file may cost.
type Limits struct {
	Tokens    int64 // tokens read, all revisions together
	Decoded   int64 // bytes that come out of all filters together
	Depth     int   // nesting of arrays and dictionaries
	Objects   int   // highest object number
	Revisions int   // cross-reference sections
}

// DefaultLimits lets through every ordinary document of the given length and
// keeps a hostile megabyte within a second.
func DefaultLimits(size int) Limits {
	return Limits{
		Tokens:    4_000_000 + int64(size)/2,
		Decoded:   32<<20 + 4*int64(size),
		Depth:     64,
		Objects:   min(500_000, 50_000+size/8),
		Revisions: 64,
	}
}

// budget counts down what Limits allow and listens to the context.
type budget struct {
	ctx     context.Context
	tokens  int64
	decoded int64
}

func (b *budget) token() error {
	b.tokens--
	if b.tokens < 0 {
		return ErrLimit
	}
	if b.tokens&0xff == 0 {
		return b.ctx.Err()
	}
	return nil
}

// entry charges a line of a cross-reference, which is kept in memory.
func (b *budget) entry() error {
	b.tokens -= 3
	return b.token()
}

func (b *budget) decode(n int64) error {
	b.decoded -= n
	if b.decoded < 0 {
		return ErrLimit
	}
	return b.ctx.Err()
}
