// Package pbe opens what others encrypted under a password: with PBES2 (RFC
// 8018, 6.2; AES, Triple DES, and SM4 under the names of GM/T 0091-2020) and the
// older schemes of PKCS #12 (RFC 7292, appendix C; Triple DES and RC2), and
// checks the MACs of PKCS #12 (RFC 7292, 5.1; RFC 9579). It encrypts nothing.
package pbe

import "errors"

// What opening fails with. None quotes what was read.
var (
	ErrMalformed   = errors.New("pbe: malformed parameters")
	ErrUnsupported = errors.New("pbe: an algorithm that is not read here")
	ErrPassword    = errors.New("pbe: the password is another")
	ErrCostly      = errors.New("pbe: more work than a key file asks for")
)

// MaxWork is how many iterations all derivations of one file may take together,
// counted once for each digest a key is made of. The largest numbers in use are
// some hundred thousand a derivation, and a file has three; all of it takes some
// seconds.
const MaxWork = 3_000_000

// maxSalt bounds a salt, in bytes. Those in use have 8 to 64.
const maxSalt = 1 << 10
