package sesread

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// CheckMade asks whether a seal's maker signed it and may sign (GB/T
// 38540-2020, 6.3). It fails with ErrSealUsage or ErrSealSignature. The maker
// is who stands in Seal.Maker, read by the caller.
func (s Seal) CheckMade(maker *x509.Certificate) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	if maker.KeyUsage != 0 && maker.KeyUsage&signs == 0 {
		return ErrSealUsage
	}
	if !bytes.Equal(maker.Raw, s.Maker) || !sm2key.VerifyMessage(maker.PublicKey, s.Signed, s.Signature) {
		return ErrSealSignature
	}
	return nil
}

// CheckValid asks whether a seal was valid at a time, both ends included (7.3
// d). It fails with ErrSealTime.
func (s Seal) CheckValid(at time.Time) error {
	if at.Before(s.From) || at.After(s.Until) {
		return ErrSealTime
	}
	return nil
}

// CheckListed asks whether a certificate, in DER, is of one the seal was made for
// (7.3 c): certificates are compared byte by byte, or by their digest. It fails
// with ErrNotListed.
func (s Seal) CheckListed(signer []byte) error {
	listed := slices.ContainsFunc(s.Certificates, func(c []byte) bool { return bytes.Equal(c, signer) }) ||
		slices.ContainsFunc(s.Digests, func(d CertificateDigest) bool {
			sum := digestNamed(d.Type).Sum(signer)
			return sum != nil && bytes.Equal(sum, d.Value)
		})
	if !listed {
		return ErrNotListed
	}
	return nil
}

// digestNamed finds the hash of a CertDigestObj. The standard shows names;
// OIDs are written, too.
func digestNamed(name string) digest.Algorithm {
	switch name {
	case "SM3", "sm3":
		return digest.SM3
	case "SHA256", "SHA-256", "sha256":
		return digest.SHA256
	}
	if a := digest.OfOID(name); a != digest.SHA1 {
		return a
	}
	return 0
}

// CheckValue asks whether the signer's key made the signature (7.3 b). It fails
// with ErrSignature. The signer is who stands in Certificate, read by the
// caller.
func (s Signature) CheckValue(signer *x509.Certificate) error {
	if !bytes.Equal(signer.Raw, s.Certificate) || !sm2key.VerifyMessage(signer.PublicKey, s.Signed, s.Value) {
		return ErrSignature
	}
	return nil
}

// CheckTime asks whether the signer's certificate was valid at the time of
// signing (7.3 f). It fails with ErrSignerTime.
func (s Signature) CheckTime(signer *x509.Certificate) error {
	if s.Time.Before(signer.NotBefore) || s.Time.After(signer.NotAfter) {
		return ErrSignerTime
	}
	return nil
}

// CheckStamped asks whether the signing time is not later than the time of a
// timestamp, which the caller found good (7.3 h). It fails with ErrTimestamp.
func (s Signature) CheckStamped(at time.Time) error {
	if s.Time.After(at) {
		return ErrTimestamp
	}
	return nil
}

// CheckDigest compares the digest with that of what is protected, SM3 (7.3 g).
// It fails with ErrDigest.
func (s Signature) CheckDigest(sum []byte) error {
	if len(sum) != digest.SM3.Size() || !bytes.Equal(s.Digest, sum) {
		return ErrDigest
	}
	return nil
}

const rangeKey = "/ByteRange "

// Range is the propertyInfo of a signature in a PDF: the entry of its
// dictionary that says which bytes are protected (ISO 32000-1, 12.8.1), as two
// pairs of offset and length.
func Range(r [4]int) string {
	return fmt.Sprintf("%s[%d %d %d %d]", rangeKey, r[0], r[1], r[2], r[3])
}

// CheckRange compares what the signature says it protects with the signature's
// ByteRange (7.3 g). What other makers write there is of no known form: only
// what names a ByteRange can name another. It fails with ErrRange.
func (s Signature) CheckRange(r [4]int) error {
	if len(s.Property) >= len(rangeKey) && s.Property[:len(rangeKey)] == rangeKey && s.Property != Range(r) {
		return ErrRange
	}
	return nil
}

// Check asks everything that needs no trust, in the order of 7.3. It fails as
// the single questions do.
func (s Signature) Check(maker, signer *x509.Certificate, sum []byte, r [4]int) error {
	for _, ask := range []func() error{
		func() error { return s.Seal.CheckMade(maker) },
		func() error { return s.CheckValue(signer) },
		func() error { return s.Seal.CheckListed(s.Certificate) },
		func() error { return s.Seal.CheckValid(s.Time) },
		func() error { return s.CheckTime(signer) },
		func() error { return s.CheckDigest(sum) },
		func() error { return s.CheckRange(r) },
	} {
		if err := ask(); err != nil {
			return err
		}
	}
	return nil
}
