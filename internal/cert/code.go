package cert

import (
	"crypto/rand"
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

// Code (加注编号) names one copy to the world: 12 random Crockford base-32
// characters and a check character (Crockford's modulo 37), held in canonical
// form without hyphens.
type Code string

const (
	crockford      = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	crockfordCheck = crockford + "*~$=U"
	codeLength     = 13
)

// NewCode draws a code from the system's random source. Codes whose check
// character would be a sign rather than a letter or digit are drawn again, so
// that a code survives being typed, read out and put in a URL.
func NewCode() Code { return Code(drawn(codeLength)) }

// drawn is a random text of that length, its last character the check.
func drawn(length int) string {
	for {
		raw := make([]byte, length-1)
		_, _ = rand.Read(raw) // never fails (crypto/rand)
		body := make([]byte, length-1, length)
		for i, b := range raw {
			body[i] = crockford[b&31]
		}
		if c := checkCharacter(string(body)); strings.IndexByte(crockford, c) >= 0 {
			return string(append(body, c))
		}
	}
}

// ParseCode reads a code as people write it: any case, hyphens and spaces
// anywhere, O for 0, I and L for 1. It fails with code_malformed.
func ParseCode(s string) (Code, error) {
	body, ok := readDrawn(s, codeLength)
	if !ok {
		return "", fault.New("cert.ParseCode", fault.Invalid, "code_malformed")
	}
	return Code(body), nil
}

// readDrawn reads what drawn gave as people write it, false where its length or
// its check is another.
func readDrawn(s string, length int) (string, bool) {
	if len(s) > 64 {
		return "", false
	}
	body := make([]byte, 0, length)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '-' || c == ' ':
			continue
		case 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		}
		switch c {
		case 'O':
			c = '0'
		case 'I', 'L':
			c = '1'
		}
		if strings.IndexByte(crockford, c) < 0 || len(body) == length {
			return "", false
		}
		body = append(body, c)
	}
	if len(body) != length || checkCharacter(string(body[:length-1])) != body[length-1] {
		return "", false
	}
	return string(body), true
}

// String gives the printed form XXXX-XXXX-XXXX-X.
func (c Code) String() string {
	if len(c) != codeLength {
		return string(c)
	}
	return string(c[0:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:])
}

func checkCharacter(body string) byte {
	n := 0
	for i := 0; i < len(body); i++ {
		n = (n*32 + strings.IndexByte(crockford, body[i])) % 37
	}
	return crockfordCheck[n]
}
