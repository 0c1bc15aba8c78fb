package digest

import (
	"encoding"
	"errors"
	"hash"

	"github.com/emmansun/gmsm/sm3"
)

// state is what gmsm's SM3 can do besides hashing.
type state interface {
	hash.Hash
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// sm3Hash gives SM3 the Clone that the standard library's hashes have.
type sm3Hash struct{ state }

var _ hash.Cloner = sm3Hash{}

func newSM3() hash.Hash {
	h := sm3.New()
	if s, ok := h.(state); ok {
		return sm3Hash{s}
	}
	return h
}

// Clone implements hash.Cloner.
func (h sm3Hash) Clone() (hash.Cloner, error) {
	saved, err := h.MarshalBinary()
	if err != nil {
		return nil, err
	}
	other, ok := sm3.New().(state)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	return sm3Hash{other}, other.UnmarshalBinary(saved)
}
