package pbe

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // to read what others encrypted with it
	"crypto/x509/pkix"

	"github.com/emmansun/gmsm/sm4"

	"yinxin.example/yinxin/internal/signature/digest"
)

const (
	oidPBES2  = "1.2.840.113549.1.5.13"
	oidPBKDF2 = "1.2.840.113549.1.5.12"
	oidPBMAC1 = "1.2.840.113549.1.5.14"

	// The same structures under names of GM/T 0091-2020, with SM3 by default.
	oidSMPBES  = "1.2.156.10197.6.4.1.5.2"
	oidSMPBKDF = "1.2.156.10197.6.4.1.5.1"
)

// pbes2Params is PBES2-params (RFC 8018, A.4), and PBMAC1-params (A.5) with the
// MAC in the place of the encryption.
type pbes2Params struct {
	Derivation pkix.AlgorithmIdentifier
	Scheme     pkix.AlgorithmIdentifier
}

// pbkdf2Params is PBKDF2-params (RFC 8018, A.2) with a salt of its own.
type pbkdf2Params struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
}

func (o *Opener) pbes2(der []byte) (cipher.Block, []byte, error) {
	var params pbes2Params
	if err := unmarshal(der, &params); err != nil {
		return nil, nil, err
	}
	size, newBlock := blockCipher(params.Scheme.Algorithm.String())
	if newBlock == nil {
		return nil, nil, ErrUnsupported
	}
	var iv []byte
	if err := unmarshal(params.Scheme.Parameters.FullBytes, &iv); err != nil {
		return nil, nil, err
	}
	said, prf, err := derivation(params.Derivation)
	if err != nil {
		return nil, nil, err
	}
	if said.KeyLength != 0 && said.KeyLength != size {
		return nil, nil, ErrMalformed
	}
	key, err := o.pbkdf2(prf, said.Salt, said.Iterations, size)
	if err != nil {
		return nil, nil, err
	}
	defer clear(key)
	block, err := newBlock(key)
	if err != nil || len(iv) != block.BlockSize() {
		return nil, nil, ErrMalformed
	}
	return block, iv, nil
}

// blockCipher finds a cipher in CBC mode by its name, with its key's length in
// bytes; nil where it is not read.
func blockCipher(oid string) (size int, newBlock func([]byte) (cipher.Block, error)) {
	switch oid {
	case "2.16.840.1.101.3.4.1.2":
		return 16, aes.NewCipher
	case "2.16.840.1.101.3.4.1.22":
		return 24, aes.NewCipher
	case "2.16.840.1.101.3.4.1.42":
		return 32, aes.NewCipher
	case "1.2.840.113549.3.7":
		return 24, des.NewTripleDESCipher
	case "1.2.156.10197.1.104.2", "1.2.156.10197.1.104": // with the vector that makes it CBC
		return sm4.BlockSize, sm4.NewCipher
	}
	return 0, nil
}

// derivation reads how a key is derived.
func derivation(by pkix.AlgorithmIdentifier) (params pbkdf2Params, prf digest.Algorithm, err error) {
	prf = digest.SHA1 // the default (RFC 8018, A.2)
	switch by.Algorithm.String() {
	case oidPBKDF2:
	case oidSMPBKDF:
		prf = digest.SM3
	default:
		return params, 0, ErrUnsupported
	}
	if err := unmarshal(by.Parameters.FullBytes, &params); err != nil {
		return params, 0, err
	}
	if params.PRF.Algorithm != nil {
		prf = keyed(params.PRF.Algorithm.String())
	}
	if prf == 0 {
		return params, 0, ErrUnsupported
	}
	return params, prf, nil
}

// keyed finds the hash of an HMAC; 0 where it is not read.
func keyed(oid string) digest.Algorithm {
	switch oid {
	case "1.2.840.113549.2.7":
		return digest.SHA1
	case "1.2.840.113549.2.8":
		return digest.SHA224
	case "1.2.840.113549.2.9":
		return digest.SHA256
	case "1.2.840.113549.2.10":
		return digest.SHA384
	case "1.2.840.113549.2.11":
		return digest.SHA512
	case "1.2.156.10197.1.401.2":
		return digest.SM3
	}
	return 0
}

// pbmac1 derives the key of a MAC (RFC 9579, 4 and 5). A key shorter than 20
// octets could be found without the password, and is refused.
func (o *Opener) pbmac1(der []byte) (digest.Algorithm, []byte, error) {
	const shortest, longest = 20, 64
	var params pbes2Params
	if err := unmarshal(der, &params); err != nil {
		return 0, nil, err
	}
	said, prf, err := derivation(params.Derivation)
	if err != nil {
		return 0, nil, err
	}
	hash := keyed(params.Scheme.Algorithm.String())
	if hash == 0 {
		return 0, nil, ErrUnsupported
	}
	if said.KeyLength < shortest || said.KeyLength > longest {
		return 0, nil, ErrMalformed
	}
	key, err := o.pbkdf2(prf, said.Salt, said.Iterations, said.KeyLength)
	return hash, key, err
}
