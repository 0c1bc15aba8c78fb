package cmsread

import (
	"bytes"
	"crypto/x509"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

const (
	oidSM2WithSM3 = "1.2.156.10197.1.501"   // what is written
	oidSM2Sign    = "1.2.156.10197.1.301.1" // SM2-1, digital signature: others write it for the same
)

// sm2 reports whether the signature names SM2.
func (s Signer) sm2() bool {
	return s.SignatureAlgorithm.OID == oidSM2WithSM3 || s.SignatureAlgorithm.OID == oidSM2Sign
}

// checkSM2 verifies an SM2 signature, which is one over SM3 with the default
// identifier and nothing else (GB/T 35276-2017). Parameters are absent or NULL.
func (s Signer) checkSM2(cert *x509.Certificate) error {
	null := []byte{0x05, 0x00}
	for _, a := range []Algorithm{s.DigestAlgorithm, s.SignatureAlgorithm} {
		if len(a.Parameters) > 0 && !bytes.Equal(a.Parameters, null) {
			return ErrUnsupported
		}
	}
	if s.DigestAlgorithm.Hash() != digest.SM3 || !sm2key.Is(cert.PublicKey) {
		return ErrAttributes
	}
	for _, attributes := range s.attributes {
		if sm2key.VerifyMessage(cert.PublicKey, attributes, s.Signature) {
			return nil
		}
	}
	return ErrSignature
}
