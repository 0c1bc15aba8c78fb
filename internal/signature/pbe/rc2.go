package pbe

import (
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// rc2 is RC2 (RFC 2268) with an effective key as long as the key: what Windows
// and OpenSSL put certificates under until they took up AES. Keys lay under
// Triple DES even then.
type rc2 [64]uint16

const rc2BlockLen = 8

// piTable is a permutation of the octets, from the digits of pi (RFC 2268, 2).
const piTable = "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2" +
	"179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82" +
	"54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
	"6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7" +
	"08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec" +
	"c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
	"2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9" +
	"0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad"

// newRC2 expands a key of 1 to 128 octets.
func newRC2(key []byte) (cipher.Block, error) {
	const expanded = 128
	pi, err := hex.DecodeString(piTable)
	if err != nil || len(key) == 0 || len(key) > expanded {
		return nil, ErrUnsupported
	}
	var l [expanded]byte
	defer clear(l[:])
	t := copy(l[:], key)
	for i := t; i < expanded; i++ {
		l[i] = pi[l[i-1]+l[i-t]]
	}
	l[expanded-t] = pi[l[expanded-t]]
	for i := expanded - t - 1; i >= 0; i-- {
		l[i] = pi[l[i+1]^l[i+t]]
	}
	c := new(rc2)
	for i := range c {
		c[i] = binary.LittleEndian.Uint16(l[2*i:])
	}
	return c, nil
}

// BlockSize implements cipher.Block.
func (c *rc2) BlockSize() int { return rc2BlockLen }

// turns is by how many bits a round turns each of the four words.
func turns() [4]int { return [4]int{1, 2, 3, 5} }

// mashed reports whether a mashing round stands behind so many mixing rounds.
func mashed(rounds int) bool { return rounds == 5 || rounds == 11 }

// Encrypt implements cipher.Block.
func (c *rc2) Encrypt(dst, src []byte) {
	r := words(src)
	for round := range 16 {
		if mashed(round) {
			for i := range r {
				r[i] += c[r[(i+3)%4]&63]
			}
		}
		for i, turn := range turns() {
			r[i] = bits.RotateLeft16(r[i]+c[4*round+i]+mixture(r, i), turn)
		}
	}
	store(dst, r)
}

// Decrypt implements cipher.Block.
func (c *rc2) Decrypt(dst, src []byte) {
	r := words(src)
	for round := 15; round >= 0; round-- {
		for i := 3; i >= 0; i-- {
			r[i] = bits.RotateLeft16(r[i], -turns()[i]) - c[4*round+i] - mixture(r, i)
		}
		if mashed(round) {
			for i := 3; i >= 0; i-- {
				r[i] -= c[r[(i+3)%4]&63]
			}
		}
	}
	store(dst, r)
}

// mixture is what the other three words add to one.
func mixture(r [4]uint16, i int) uint16 {
	before := r[(i+3)%4]
	return before&r[(i+2)%4] + ^before&r[(i+1)%4]
}

func words(src []byte) (r [4]uint16) {
	for i := range r {
		r[i] = binary.LittleEndian.Uint16(src[2*i:])
	}
	return r
}

func store(dst []byte, r [4]uint16) {
	for i, word := range r {
		binary.LittleEndian.PutUint16(dst[2*i:], word)
	}
}
