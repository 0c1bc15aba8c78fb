package ses

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// Names of a signature dictionary whose Contents is an SES_Signature, as
// Chinese readers know them.
const (
	Filter    = "GM.PKILite"
	SubFilter = "GM.sm2seal"
)

// Signer seals with one seal and one of those it was made for. It is immutable
// and safe for use from many goroutines.
type Signer struct {
	key         key.Signer
	certificate *x509.Certificate
	seal        Seal
	contentsLen int
}

// NewSigner prepares sealing. It makes a trial signature, so that a key, a
// certificate and a seal that do not belong together fail here. It fails with
// key_unsupported, key_mismatch, seal_not_for_signer, and as the key does.
func NewSigner(ctx context.Context, k key.Signer, certificate *x509.Certificate, seal Seal) (*Signer, error) {
	const op = "ses.NewSigner"
	if !slices.ContainsFunc(seal.signers, certificate.Equal) {
		return nil, fault.New(op, fault.Invalid, "seal_not_for_signer")
	}
	s := &Signer{key: k, certificate: certificate, seal: seal}
	const widest = 9_999_999_999 // more than a ByteRange of ours holds
	longest := sesread.Range([4]int{0, widest, widest, widest})
	toSign, err := s.toSign(make([]byte, digest.SM3.Size()), longest, time.Unix(0, 0))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if _, err := s.wrap(ctx, toSign); err != nil {
		return nil, fault.Wrap(op, err)
	}
	whole, err := s.whole(toSign, make([]byte, cms.SM2.MaxSignatureLen()))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	s.contentsLen = hex.EncodedLen(len(whole))
	return s, nil
}

// Certificate is the signer's.
func (s *Signer) Certificate() *x509.Certificate { return s.certificate }

// DigestAlgorithm is the hash to take of what the /ByteRange covers.
func (s *Signer) DigestAlgorithm() digest.Algorithm { return digest.SM3 }

// ContentsLen is the number of hex digits to leave for /Contents, without its
// angle brackets: as many as the longest signature takes.
func (s *Signer) ContentsLen() int { return s.contentsLen }

// Contents seals a PDF at a time, in whole seconds: the digest is that of what
// the ByteRange covers. It returns exactly ContentsLen lower-case hex digits:
// the SES_Signature in DER, then zeros only. It fails with digest_length and as
// the key does.
func (s *Signer) Contents(ctx context.Context, sum []byte, byteRange [4]int, at time.Time) ([]byte, error) {
	const op = "ses.Contents"
	der, err := s.Sign(ctx, sum, sesread.Range(byteRange), at)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if hex.EncodedLen(len(der)) > s.contentsLen {
		return nil, fault.New(op, fault.Invalid, "file_too_large")
	}
	return padded(der, s.contentsLen), nil
}

// Sign makes an SES_Signature in DER of what the property names in ASCII and
// the SM3 digest is of. It fails with digest_length and as the key does.
func (s *Signer) Sign(ctx context.Context, sum []byte, property string, at time.Time) ([]byte, error) {
	const op = "ses.Sign"
	if len(sum) != digest.SM3.Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	toSign, err := s.toSign(sum, property, at)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	der, err := s.wrap(ctx, toSign)
	return der, fault.Wrap(op, err)
}

type tbsSign struct {
	Version  int
	Seal     asn1.RawValue
	Time     time.Time `asn1:"generalized"`
	Digest   asn1.BitString
	Property string `asn1:"ia5"`
}

type signature struct {
	Signed      asn1.RawValue
	Certificate []byte
	Algorithm   asn1.ObjectIdentifier
	Value       asn1.BitString
}

func (s *Signer) toSign(sum []byte, property string, at time.Time) ([]byte, error) {
	return asn1.Marshal(tbsSign{version, asn1.RawValue{FullBytes: s.seal.DER}, at.UTC().Truncate(time.Second), bits(sum), property})
}

// wrap signs TBS_Sign and puts the signature together.
func (s *Signer) wrap(ctx context.Context, toSign []byte) ([]byte, error) {
	value, err := sign(ctx, s.key, s.certificate, toSign)
	if err != nil {
		return nil, err
	}
	return s.whole(toSign, value)
}

func (s *Signer) whole(toSign, value []byte) ([]byte, error) {
	return asn1.Marshal(signature{asn1.RawValue{FullBytes: toSign}, s.certificate.Raw, sm2WithSM3(), bits(value)})
}

// sign signs a message under SM2 with SM3 and the default identifier (GB/T
// 35276-2017), and checks what a foreign key device answers.
func sign(ctx context.Context, k key.Signer, by *x509.Certificate, message []byte) ([]byte, error) {
	const op = "ses.sign"
	if k.Algorithm() != cms.SM2 {
		return nil, fault.New(op, fault.Invalid, "key_unsupported")
	}
	e, err := sm2key.Digest(k.Public(), message)
	if err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "key_unsupported", Err: err}
	}
	value, err := k.Sign(ctx, e)
	if err != nil {
		return nil, err
	}
	if !sm2key.VerifyMessage(by.PublicKey, message, value) {
		return nil, fault.New(op, fault.Invalid, "key_mismatch")
	}
	return value, cms.SM2.CheckForm(value)
}
