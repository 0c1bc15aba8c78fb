package ses

import (
	"context"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sesread"
)

// Stamp asks a timestamp authority for its token over a SHA-256 digest: a
// TimeStampToken (RFC 3161, 2.4.2) in DER that was checked already.
type Stamp func(ctx context.Context, digest []byte) (token []byte, err error)

// stampedSignature is an SES_Signature with its timeStamp, which is of the
// signature's value (GB/T 38540-2020, 7.1).
type stampedSignature struct {
	Signed      asn1.RawValue
	Certificate []byte
	Algorithm   asn1.ObjectIdentifier
	Value       asn1.BitString
	Timestamp   asn1.BitString `asn1:"explicit,tag:0"`
}

// StampedLen is ContentsLen with room for a token of so many bytes.
func (s *Signer) StampedLen(token int) int {
	const headers = 32 // of what holds the token, and what longer contents add to those around it
	return s.contentsLen + hex.EncodedLen(token+headers)
}

// Stamped is Contents with a timestamp of the signature's value: exactly so many
// hex digits. It fails with timestamp_too_large where the token does not fit, and
// as the key and the authority do; then nothing is sealed.
func (s *Signer) Stamped(ctx context.Context, sum []byte, byteRange [4]int, at time.Time, digits int, stamp Stamp) ([]byte, error) {
	const op = "ses.Stamped"
	if len(sum) != digest.SM3.Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	toSign, err := s.toSign(sum, sesread.Range(byteRange), at)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	value, err := sign(ctx, s.key, s.certificate, toSign)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	imprint := sha256.Sum256(value)
	token, err := stamp(ctx, imprint[:])
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	der, err := asn1.Marshal(stampedSignature{asn1.RawValue{FullBytes: toSign}, s.certificate.Raw, sm2WithSM3(), bits(value), bits(token)})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if hex.EncodedLen(len(der)) > digits {
		return nil, fault.New(op, fault.Unavailable, "timestamp_too_large").With("bytes", len(der))
	}
	return padded(der, digits), nil
}

// padded writes DER as so many lower-case hexadecimal digits, zeros behind it.
func padded(der []byte, digits int) []byte {
	out := make([]byte, digits)
	for i := hex.Encode(out, der); i < len(out); i++ {
		out[i] = '0'
	}
	return out
}
