// Package pades fills the hole a PDF leaves for its signature: PAdES B-B
// (EN 319 142-1) with the one CMS that package cms lays out. The document's
// writer makes the file with a hole of ContentsLen hex digits, hashes what the
// /ByteRange covers with DigestAlgorithm, and puts what Contents gives between
// the angle brackets.
package pades

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"slices"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// Signer seals with one key and chain. It is immutable and safe for use from
// many goroutines.
type Signer struct {
	key         key.Signer
	chain       []*x509.Certificate
	template    *cms.Template
	contentsLen int
}

// NewSigner prepares sealing with a key and its chain: the signing certificate
// first, each certificate signed by the next, the root left in or out. It
// makes a trial signature and checks it against the certificate, so that a
// key, an HSM or a certificate that do not belong together fail here and not
// at the first copy. Whether the chain is valid now, trusted or revoked is the
// caller's question.
//
// It fails with key_mismatch where key and certificate differ, chain_unusable
// where the chain is broken or its first certificate may not sign,
// signature_not_canonical where the key gives signatures of another form, and
// as the key does.
func NewSigner(ctx context.Context, k key.Signer, chain []*x509.Certificate) (*Signer, error) {
	const op = "pades.NewSigner"
	template, err := cms.NewTemplate(chain, k.Algorithm())
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := checkChain(chain); err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "chain_unusable", Err: err}
	}
	s := &Signer{
		key:         k,
		chain:       slices.Clone(chain),
		template:    template,
		contentsLen: hex.EncodedLen(template.MaxLen()),
	}
	if err := s.try(ctx); err != nil {
		return nil, fault.Wrap(op, err)
	}
	return s, nil
}

// try signs a digest no document has and verifies the result.
func (s *Signer) try(ctx context.Context) error {
	digest := make([]byte, s.DigestAlgorithm().Size())
	signature, err := s.sign(ctx, digest)
	if err != nil {
		return err
	}
	signed := s.template.AttributesDigest(nil, digest)
	if !verifies(s.chain[0].PublicKey, s.DigestAlgorithm(), signed, signature) {
		return fault.New("pades.try", fault.Invalid, "key_mismatch")
	}
	return nil
}

func verifies(public crypto.PublicKey, hash digest.Algorithm, signed, signature []byte) bool {
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		if sm2key.Is(k) {
			return sm2key.Verify(k, signed, signature)
		}
		return ecdsa.VerifyASN1(k, signed, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, hash.Standard(), signed, signature) == nil
	default:
		return false
	}
}

// Chain returns the certificates in every seal, the signing one first.
func (s *Signer) Chain() []*x509.Certificate { return slices.Clone(s.chain) }

// DigestAlgorithm is the hash to take of what the /ByteRange covers.
func (s *Signer) DigestAlgorithm() digest.Algorithm { return s.template.Algorithm().Hash() }

// ContentsLen is the number of hex digits to leave for /Contents, without its
// angle brackets. It is fixed for a signer and just fits the longest signature.
func (s *Signer) ContentsLen() int { return s.contentsLen }

// Contents seals a document's digest. It returns exactly ContentsLen lower-case
// hex digits: the DER SignedData, then zeros only. It fails with digest_length
// and as the key does.
func (s *Signer) Contents(ctx context.Context, digest []byte) ([]byte, error) {
	const op = "pades.Contents"
	if len(digest) != s.DigestAlgorithm().Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	signature, err := s.sign(ctx, digest)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	contents, err := filled(s.template.SignedData(digest, signature), s.contentsLen)
	return contents, fault.Wrap(op, err)
}

// sign signs the attributes that hold a document's digest. What a foreign key
// device answers is checked for its form before anything is built on it.
func (s *Signer) sign(ctx context.Context, digest []byte) ([]byte, error) {
	signature, err := s.key.Sign(ctx, s.template.AttributesDigest(nil, digest))
	if err != nil {
		return nil, err
	}
	return signature, s.template.Algorithm().CheckForm(signature)
}
