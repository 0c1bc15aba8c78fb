package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// crockford is Crockford's base 32: no I, L, O, U, so that a code survives
// being written down and read out.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	temporaryLength = 20 // characters of a temporary password, 100 bits
	recoveryLength  = 24 // characters of a recovery code, 120 bits
)

// newToken draws a session token: 256 bits in URL-safe base 64.
func newToken() string { return base64.RawURLEncoding.EncodeToString(randomBytes(32)) }

// tokenHash is what a session is kept by.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// newCode draws n characters, printed in groups of four.
func newCode(n int) string {
	raw := randomBytes(n)
	var b strings.Builder
	for i, v := range raw {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[v&31])
	}
	return b.String()
}

// plainCode brings a typed code to the form it is hashed in: letters raised,
// hyphens and blanks gone, O read as 0, I and L as 1.
func plainCode(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch r {
		case '-', ' ', '\u3000', '\t':
		case 'O':
			b.WriteByte('0')
		case 'I', 'L':
			b.WriteByte('1')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
