//go:build pkcs11

package hsm

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"errors"

	"github.com/miekg/pkcs11"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
)

// signer is a key in a token. It outlives links.
type signer struct {
	token     *token
	reference string
	public    crypto.PublicKey
	algorithm key.Algorithm
}

var _ key.Signer = (*signer)(nil)

// Signer implements key.Device.
func (t *token) Signer(ctx context.Context, reference string) (key.Signer, error) {
	k, err := with(ctx, t, t.patience, func(l *link, s handle) (*pair, error) { return l.pair(s, reference) })
	if err != nil {
		return nil, fault.Wrap("hsm.Signer", err)
	}
	return &signer{token: t, reference: reference, public: k.public, algorithm: k.algorithm}, nil
}

// Public implements key.Signer.
func (s *signer) Public() crypto.PublicKey { return s.public }

// Algorithm implements key.Signer.
func (s *signer) Algorithm() key.Algorithm { return s.algorithm }

// Sign implements key.Signer. It fails with signing_failed where the token
// refuses what it is asked, and as key.Device does while there is no token.
func (s *signer) Sign(ctx context.Context, digest []byte) ([]byte, error) {
	const op = "hsm.Sign"
	if len(digest) != s.algorithm.Hash().Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	signature, err := with(ctx, s.token, s.token.patience, func(l *link, session handle) ([]byte, error) {
		k, err := l.pair(session, s.reference)
		if err != nil {
			return nil, err
		}
		if !key.Same(s.public, k.public) { // the token was made anew meanwhile
			return nil, unavailable("hsm_key_missing", nil)
		}
		return l.sign(session, k, digest)
	})
	if err != nil {
		if fault.ReasonOf(err) == "" && ctx.Err() == nil {
			err = &fault.Error{Kind: fault.Unavailable, Reason: "signing_failed", Err: err}
		}
		return nil, fault.Wrap(op, err)
	}
	signature, err = s.algorithm.LowS(signature)
	return signature, fault.Wrap(op, err)
}

// sign has the token sign, and gives the signature the form that package cms
// writes.
func (l *link) sign(s handle, k *pair, digest []byte) ([]byte, error) {
	mechanism, message := uint(pkcs11.CKM_ECDSA), digest
	_, isRSA := k.public.(*rsa.PublicKey)
	if isRSA {
		mechanism, message = pkcs11.CKM_RSA_PKCS, append(digestInfo(), digest...)
	}
	if err := l.module.SignInit(s, []*pkcs11.Mechanism{pkcs11.NewMechanism(mechanism, nil)}, k.private); err != nil {
		return nil, err
	}
	signature, err := l.module.Sign(s, message)
	if err != nil || isRSA {
		return signature, err
	}
	return sequence(signature)
}

// longest is what two numbers of P-384 take.
const longest = 2 * 48

// sequence gives two numbers of equal length, r and s, as an Ecdsa-Sig-Value
// (RFC 3279, 2.2.3): DER SEQUENCE { r, s INTEGER }.
func sequence(numbers []byte) ([]byte, error) {
	half := len(numbers) / 2
	if half == 0 || len(numbers)%2 != 0 || len(numbers) > longest {
		return nil, errors.New("hsm: the token's signature is none")
	}
	out := make([]byte, 2, 2+3+half+3+half)
	for _, number := range [][]byte{numbers[:half], numbers[half:]} {
		number = bytes.TrimLeft(number, "\x00")
		var sign []byte
		if len(number) == 0 || number[0] >= 0x80 { // else it would be negative
			sign = []byte{0}
		}
		out = append(out, 0x02, byte(len(sign)+len(number)))
		out = append(append(out, sign...), number...)
	}
	out[0], out[1] = 0x30, byte(len(out)-2)
	return out, nil
}

// digestInfo is what stands before a SHA-256 digest in a DigestInfo (RFC 8017,
// 9.2, note 1).
func digestInfo() []byte {
	return []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}
}
