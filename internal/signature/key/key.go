package key

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"log/slog"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// Algorithm is a kind of key with the one hash it signs with.
type Algorithm = cms.Algorithm

// Signer signs digests with one private key. Implementations are safe for use
// from many goroutines.
type Signer interface {
	// Public returns the public key: *ecdsa.PublicKey, for SM2 on
	// sm2key.Curve, or *rsa.PublicKey.
	Public() crypto.PublicKey

	// Algorithm returns the key's algorithm; its Hash made the digest.
	Algorithm() Algorithm

	// Sign signs a digest of Algorithm().Hash().Size() bytes. ECDSA signatures
	// are DER with s ≤ n/2, RSA ones PKCS #1 v1.5 (RFC 8017 section 8.2). For
	// SM2 the digest is e = SM3(Z || message), sm2key.Digest, and the signature
	// DER SEQUENCE { r, s } (GB/T 35276-2017, 7.3).
	// Fails with digest_length for a digest of another length and with
	// signing_failed where the key does not answer.
	Sign(ctx context.Context, digest []byte) ([]byte, error)
}

// Private is a Signer whose private key is in memory. Printed or logged it
// shows its algorithm only.
type Private struct {
	algorithm Algorithm
	signer    crypto.Signer
}

var _ Signer = (*Private)(nil)

// Generate makes a new private key. RSA keys take up to seconds. It fails with
// key_unsupported for an unknown algorithm.
func Generate(alg Algorithm) (*Private, error) {
	var signer crypto.Signer
	var err error
	switch alg {
	case cms.P256:
		signer, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case cms.P384:
		signer, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case cms.RSA2048, cms.RSA3072, cms.RSA4096:
		signer, err = rsa.GenerateKey(rand.Reader, alg.MaxSignatureLen()*8)
	case cms.SM2:
		signer, err = sm2key.Generate()
	default:
		return nil, fault.New("key.Generate", fault.Invalid, "key_unsupported")
	}
	if err != nil {
		return nil, fault.Wrap("key.Generate", err)
	}
	return &Private{algorithm: alg, signer: signer}, nil
}

// FromPrivate takes over a private key made elsewhere. It fails with
// key_unsupported for kinds and sizes that seals are not made with, and for an
// RSA key whose parts do not fit together.
func FromPrivate(private crypto.PrivateKey) (*Private, error) {
	const op = "key.FromPrivate"
	signer, ok := private.(crypto.Signer)
	if !ok {
		return nil, fault.New(op, fault.Invalid, "key_unsupported")
	}
	alg, err := cms.AlgorithmOf(signer.Public())
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if k, ok := private.(*rsa.PrivateKey); ok {
		if err := k.Validate(); err != nil {
			return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "key_unsupported", Err: err}
		}
	}
	return &Private{algorithm: alg, signer: signer}, nil
}

// Public implements Signer.
func (p *Private) Public() crypto.PublicKey { return p.signer.Public() }

// Is reports whether a public key is this key's.
func (p *Private) Is(public crypto.PublicKey) bool { return Same(p.Public(), public) }

// Same reports whether two public keys are one.
func Same(a, b crypto.PublicKey) bool {
	k, ok := a.(interface {
		Equal(other crypto.PublicKey) bool
	})
	return ok && k.Equal(b)
}

// Algorithm implements Signer.
func (p *Private) Algorithm() Algorithm { return p.algorithm }

// Sign implements Signer.
func (p *Private) Sign(ctx context.Context, digest []byte) ([]byte, error) {
	const op = "key.Sign"
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if len(digest) != p.algorithm.Hash().Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	signature, err := p.signer.Sign(rand.Reader, digest, p.algorithm.Hash().Standard())
	if err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "signing_failed", Err: err}
	}
	signature, err = p.algorithm.LowS(signature)
	return signature, fault.Wrap(op, err)
}

// String names the algorithm and shows nothing of the key.
func (p *Private) String() string { return "private key (" + p.algorithm.String() + ")" }

// Format keeps every verb, %+v and %#v too, from printing the key.
func (p *Private) Format(s fmt.State, _ rune) { fmt.Fprint(s, p.String()) }

// LogValue implements slog.LogValuer.
func (p *Private) LogValue() slog.Value { return slog.StringValue(p.String()) }
