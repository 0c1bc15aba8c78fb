// Package sm2key has what signatures need of SM2 (GB/T 32918-2016 and GB/T
// 35276-2017) where the standard library has nothing: the curve, the digest e
// that keys sign, verification, and the encodings of keys. Keys are
// *ecdsa.PublicKey on Curve. The distinguishing identifier is always the
// default of GB/T 35276, 1234567812345678.
package sm2key

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"

	"github.com/emmansun/gmsm/sm2"

	"yinxin.example/yinxin/internal/signature/digest"
)

// ErrKey is what reading a key fails with.
var ErrKey = errors.New("sm2key: no SM2 key in its one form")

// Curve is sm2p256v1 (GB/T 32918.5-2017).
func Curve() elliptic.Curve { return sm2.P256() }

// Is reports whether a public key is one of SM2.
func Is(public crypto.PublicKey) bool { return sm2.IsSM2PublicKey(public) }

// Generate makes a private key. It is a crypto.Signer that signs digests e.
func Generate() (*sm2.PrivateKey, error) { return sm2.GenerateKey(rand.Reader) }

// Z is the digest of the identifier, the curve and the key that every message
// is hashed after (GB/T 32918.2-2016, 5.5). It fails with ErrKey.
func Z(public crypto.PublicKey) ([]byte, error) {
	k, ok := public.(*ecdsa.PublicKey)
	if !ok || !Is(k) {
		return nil, ErrKey
	}
	return sm2.CalculateZA(k, nil)
}

// Digest is e = SM3(Z || message), which the key signs. It fails with ErrKey.
func Digest(public crypto.PublicKey, message []byte) ([]byte, error) {
	z, err := Z(public)
	if err != nil {
		return nil, err
	}
	return digest.SM3.Sum(z, message), nil
}

// Verify reports whether the signature, DER SEQUENCE { r, s INTEGER }, is one
// of the digest e.
func Verify(public crypto.PublicKey, e, signature []byte) bool {
	k, ok := public.(*ecdsa.PublicKey)
	return ok && Is(k) && len(e) == digest.SM3.Size() && sm2.VerifyASN1(k, e, signature)
}

// VerifyMessage is Verify of a message's digest.
func VerifyMessage(public crypto.PublicKey, message, signature []byte) bool {
	e, err := Digest(public, message)
	return err == nil && Verify(public, e, signature)
}
