package pbe

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"unicode/utf16"

	"yinxin.example/yinxin/internal/signature/digest"
)

// Opener opens what lies under one password in one file, and counts the work.
// It is not safe for concurrent use.
type Opener struct {
	password string
	bmp      []byte // as PKCS #12 has it
	left     int
}

// New makes an opener for a file.
func New(password string) *Opener {
	o := &Opener{password: password, left: MaxWork}
	for _, unit := range append(utf16.Encode([]rune(password)), 0) {
		o.bmp = append(o.bmp, byte(unit>>8), byte(unit))
	}
	return o
}

// Decrypt decrypts. It fails with ErrPassword where what comes out is not padded
// as it must be, and with the other errors of this package.
func (o *Opener) Decrypt(algorithm pkix.AlgorithmIdentifier, content []byte) ([]byte, error) {
	var block cipher.Block
	var iv []byte
	var err error
	switch name := algorithm.Algorithm.String(); name {
	case oidPBES2, oidSMPBES:
		block, iv, err = o.pbes2(algorithm.Parameters.FullBytes)
	default:
		block, iv, err = o.pkcs12(name, algorithm.Parameters.FullBytes)
	}
	if err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(content) == 0 || len(content)%size != 0 {
		return nil, ErrMalformed
	}
	plain := make([]byte, len(content))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, content)
	return unpadded(plain, size)
}

// unpadded takes off as many octets as each of them says (RFC 8018, 6.1.1).
func unpadded(plain []byte, size int) ([]byte, error) {
	n := int(plain[len(plain)-1])
	if n == 0 || n > size {
		return nil, ErrPassword
	}
	for _, b := range plain[len(plain)-n:] {
		if int(b) != n {
			return nil, ErrPassword
		}
	}
	return plain[:len(plain)-n], nil
}

// MAC is the integrity that a file of PKCS #12 claims (RFC 7292, 4).
type MAC struct {
	Algorithm  pkix.AlgorithmIdentifier
	Value      []byte
	Salt       []byte // not of PBMAC1, whose parameters say theirs
	Iterations int
}

// Check compares the MAC with that of a message. It fails with ErrPassword
// where they differ. An empty password is tried in both forms it is found in:
// two zero octets, and none at all; what holds is used from then on.
func (o *Opener) Check(m MAC, message []byte) error {
	err := o.check(m, message)
	if errors.Is(err, ErrPassword) && o.password == "" {
		o.bmp = nil
		err = o.check(m, message)
	}
	return err
}

func (o *Opener) check(m MAC, message []byte) error {
	hash, derived, err := o.macKey(m)
	if err != nil {
		return err
	}
	defer clear(derived)
	mac := hmac.New(hash.New, derived)
	mac.Write(message)
	if !hmac.Equal(mac.Sum(nil), m.Value) {
		return ErrPassword
	}
	return nil
}

// macKey derives a MAC's key, and tells its hash.
func (o *Opener) macKey(m MAC) (digest.Algorithm, []byte, error) {
	name := m.Algorithm.Algorithm.String()
	if name == oidPBMAC1 {
		return o.pbmac1(m.Algorithm.Parameters.FullBytes)
	}
	hash := digest.OfOID(name)
	if hash == 0 {
		return 0, nil, ErrUnsupported
	}
	key, err := o.pkcs12Key(hash, m.Salt, m.Iterations, forMAC, hash.Size())
	return hash, key, err
}

// pbkdf2 derives a key (RFC 8018, 5.2). The password is UTF-8.
func (o *Opener) pbkdf2(prf digest.Algorithm, salt []byte, iterations, size int) ([]byte, error) {
	if err := o.spend(iterations, salt, size, prf); err != nil {
		return nil, err
	}
	key, err := pbkdf2.Key(prf.New, o.password, salt, iterations, size)
	if err != nil {
		return nil, ErrUnsupported
	}
	return key, nil
}

// spend takes the work of a derivation from what is left for the file.
func (o *Opener) spend(iterations int, salt []byte, size int, hash digest.Algorithm) error {
	if iterations < 1 || len(salt) > maxSalt {
		return ErrMalformed
	}
	digests := (size + hash.Size() - 1) / hash.Size()
	if iterations > o.left/digests {
		return ErrCostly
	}
	o.left -= iterations * digests
	return nil
}

// unmarshal reads the whole of DER.
func unmarshal(der []byte, into any) error {
	if rest, err := asn1.Unmarshal(der, into); err != nil || len(rest) > 0 {
		return ErrMalformed
	}
	return nil
}
