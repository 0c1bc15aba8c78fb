package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509/pkix"
	"encoding/asn1"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// Algorithm is a kind of key together with the one hash it signs with. The
// zero Algorithm is none.
type Algorithm uint8

// The algorithms our seals are made with.
const (
	P256    Algorithm = iota + 1 // ECDSA on P-256 with SHA-256
	P384                         // ECDSA on P-384 with SHA-384
	RSA2048                      // RSA PKCS #1 v1.5 with SHA-256
	RSA3072                      // RSA PKCS #1 v1.5 with SHA-256
	RSA4096                      // RSA PKCS #1 v1.5 with SHA-256
	SM2                          // SM2 with SM3 (GB/T 32918.2-2016, GB/T 35276-2017)
)

// Algorithms lists all of them, the default first.
func Algorithms() []Algorithm { return []Algorithm{P256, P384, RSA2048, RSA3072, RSA4096, SM2} }

// AlgorithmOf returns the algorithm that goes with a public key. It fails with
// key_unsupported for keys our seals are not made with.
func AlgorithmOf(public crypto.PublicKey) (Algorithm, error) {
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		switch k.Curve {
		case elliptic.P256():
			return P256, nil
		case elliptic.P384():
			return P384, nil
		}
		if sm2key.Is(k) {
			return SM2, nil
		}
	case *rsa.PublicKey:
		switch k.N.BitLen() {
		case 2048:
			return RSA2048, nil
		case 3072:
			return RSA3072, nil
		case 4096:
			return RSA4096, nil
		}
	}
	return 0, fault.New("cms.AlgorithmOf", fault.Invalid, "key_unsupported")
}

// AlgorithmNamed is the algorithm whose String is name. It fails with
// algorithm_unknown.
func AlgorithmNamed(name string) (Algorithm, error) {
	for _, a := range Algorithms() {
		if a.String() == name {
			return a, nil
		}
	}
	return 0, fault.New("cms.AlgorithmNamed", fault.Invalid, "algorithm_unknown")
}

// String gives the name used in configuration and benchmarks: "p256", "rsa3072".
func (a Algorithm) String() string {
	switch a {
	case P256:
		return "p256"
	case P384:
		return "p384"
	case RSA2048:
		return "rsa2048"
	case RSA3072:
		return "rsa3072"
	case RSA4096:
		return "rsa4096"
	case SM2:
		return "sm2"
	default:
		return "none"
	}
}

// Hash is the hash of both the document and the signed attributes.
func (a Algorithm) Hash() digest.Algorithm {
	switch a {
	case P384:
		return digest.SHA384
	case SM2:
		return digest.SM3
	}
	return digest.SHA256
}

// MessageDigest is what a key signs to sign a message: the message's hash; for
// SM2 e, the hash of Z and the message. It fails with key_unsupported for an SM2
// signature by another key.
func (a Algorithm) MessageDigest(public crypto.PublicKey, message []byte) ([]byte, error) {
	if a != SM2 {
		return a.Hash().Sum(message), nil
	}
	e, err := sm2key.Digest(public, message)
	if err != nil {
		return nil, &fault.Error{Op: "cms.MessageDigest", Kind: fault.Invalid, Reason: "key_unsupported", Err: err}
	}
	return e, nil
}

// MaxSignatureLen is the length in bytes of the longest signature in canonical
// form: for ECDSA r with its sign byte and s without one, as s ≤ n/2; for SM2
// both with theirs.
func (a Algorithm) MaxSignatureLen() int {
	switch a {
	case P256:
		return 2 + 2 + 33 + 2 + 32
	case P384:
		return 2 + 2 + 49 + 2 + 48
	case RSA2048:
		return 256
	case RSA3072:
		return 384
	case RSA4096:
		return 512
	case SM2:
		return 2 + 2 + 33 + 2 + 33
	default:
		return 0
	}
}

// curve is nil for RSA.
func (a Algorithm) curve() elliptic.Curve {
	switch a {
	case P256:
		return elliptic.P256()
	case P384:
		return elliptic.P384()
	case SM2:
		return sm2key.Curve()
	default:
		return nil
	}
}

func (a Algorithm) digestIdentifier() pkix.AlgorithmIdentifier {
	switch a.Hash() {
	case digest.SHA384:
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}}
	case digest.SM3:
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 401}}
	}
	return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}}
}

func (a Algorithm) signatureIdentifier() pkix.AlgorithmIdentifier {
	switch a {
	case P256:
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}}
	case P384:
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}}
	case SM2: // SM2 with SM3 (GB/T 33560-2017)
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 501}}
	default:
		return pkix.AlgorithmIdentifier{
			Algorithm:  asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1},
			Parameters: asn1.NullRawValue,
		}
	}
}
