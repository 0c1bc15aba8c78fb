package pades

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
)

// Stamp asks a timestamp authority for its token over a SHA-256 digest: a
// TimeStampToken (RFC 3161, 2.4.2) in DER that was checked already.
type Stamp func(ctx context.Context, digest []byte) (token []byte, err error)

// TokenRoom is how many bytes are left for a token whose length nobody knows
// before it is there: one with RSA keys and a chain of three takes about 6000.
// It is what a tsp.Stamper gives at most.
const TokenRoom = tsp.MaxTokenLen

// StampedLen is ContentsLen with room for a token of so many bytes.
func (s *Signer) StampedLen(token int) int { return hex.EncodedLen(s.template.StampedLen(token)) }

// Stamped is Contents with a timestamp of the signature's value as an unsigned
// attribute (EN 319 122-1, 5.3), B-T: exactly so many hex digits. It fails with
// timestamp_too_large where the token does not fit, and as the key and the
// authority do; then nothing of the copy is sealed.
func (s *Signer) Stamped(ctx context.Context, digest []byte, digits int, stamp Stamp) ([]byte, error) {
	const op = "pades.Stamped"
	if len(digest) != s.DigestAlgorithm().Size() {
		return nil, fault.New(op, fault.Invalid, "digest_length")
	}
	signature, err := s.sign(ctx, digest)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	sum := sha256.Sum256(signature)
	token, err := stamp(ctx, sum[:])
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	contents, err := filled(s.template.Stamped(digest, signature, token), digits)
	return contents, fault.Wrap(op, err)
}

// filled writes DER as so many lower-case hexadecimal digits, zeros behind it.
func filled(der []byte, digits int) ([]byte, error) {
	if err := fits(der, digits); err != nil {
		return nil, err
	}
	out := make([]byte, 0, digits)
	out = appendHex(out, der)
	for len(out) < digits {
		out = append(out, zeros[:min(len(zeros), digits-len(out))]...)
	}
	return out, nil
}

// fits fails with timestamp_too_large for DER that takes more than so many
// hexadecimal digits.
func fits(der []byte, digits int) error {
	if hex.EncodedLen(len(der)) > digits {
		return fault.New("pades.fits", fault.Unavailable, "timestamp_too_large").With("bytes", len(der))
	}
	return nil
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"
