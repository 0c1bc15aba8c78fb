package pbe

import (
	"crypto/cipher"
	"crypto/des" //nolint:gosec // to read what others encrypted with it

	"yinxin.example/yinxin/internal/signature/digest"
)

// What a key of PKCS #12 is for (RFC 7292, B.3).
const (
	forEncryption = 1
	forVector     = 2
	forMAC        = 3
)

// pkcs12Params is pkcs-12PbeParams (RFC 7292, appendix C).
type pkcs12Params struct {
	Salt       []byte
	Iterations int
}

// pkcs12 is a cipher under one of the schemes of RFC 7292, appendix C.
func (o *Opener) pkcs12(oid string, der []byte) (cipher.Block, []byte, error) {
	const vectorLen = 8
	var size int
	var newBlock func([]byte) (cipher.Block, error)
	switch oid {
	case "1.2.840.113549.1.12.1.3":
		size, newBlock = 24, des.NewTripleDESCipher
	case "1.2.840.113549.1.12.1.5":
		size, newBlock = 16, newRC2
	case "1.2.840.113549.1.12.1.6":
		size, newBlock = 5, newRC2
	default:
		return nil, nil, ErrUnsupported
	}
	var params pkcs12Params
	if err := unmarshal(der, &params); err != nil {
		return nil, nil, err
	}
	key, err := o.pkcs12Key(digest.SHA1, params.Salt, params.Iterations, forEncryption, size)
	if err != nil {
		return nil, nil, err
	}
	defer clear(key)
	iv, err := o.pkcs12Key(digest.SHA1, params.Salt, params.Iterations, forVector, vectorLen)
	if err != nil {
		return nil, nil, err
	}
	block, err := newBlock(key)
	return block, iv, err
}

// pkcs12Key derives size bytes (RFC 7292, B.2); the names are those of the RFC.
func (o *Opener) pkcs12Key(hash digest.Algorithm, salt []byte, iterations int, id byte, size int) ([]byte, error) {
	if err := o.spend(iterations, salt, size, hash); err != nil {
		return nil, err
	}
	h := hash.New()
	v := h.BlockSize()
	d := make([]byte, v)
	for i := range d {
		d[i] = id
	}
	i := append(repeated(salt, v), repeated(o.bmp, v)...)
	defer clear(i)
	var derived []byte
	for len(derived) < size {
		h.Reset()
		h.Write(d)
		h.Write(i)
		a := h.Sum(nil)
		for range iterations - 1 {
			h.Reset()
			h.Write(a)
			a = h.Sum(a[:0])
		}
		derived = append(derived, a...)
		b := repeated(a, v)[:v]
		for at := 0; at < len(i); at += v {
			addOne(i[at:at+v], b)
		}
	}
	return derived[:size], nil
}

// repeated is text over and over, to the next multiple of v; nothing of nothing.
func repeated(text []byte, v int) (out []byte) {
	for len(text) > 0 && (len(out) < len(text) || len(out)%v != 0) {
		out = append(out, text[len(out)%len(text)])
	}
	return out
}

// addOne adds b + 1 to a, numbers of one length, the highest octet first.
func addOne(a, b []byte) {
	carry := 1
	for i := len(a) - 1; i >= 0; i-- {
		carry += int(a[i]) + int(b[i])
		a[i] = byte(carry)
		carry >>= 8
	}
}
