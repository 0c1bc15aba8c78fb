package pdf

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/document/page"
)

const upperDigits = "0123456789ABCDEF"

func appendInt(b []byte, n int) []byte {
	if 0 <= n && n < 100 {
		return appendSmall(b, n)
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// appendSmall writes a number from 0 to 99.
func appendSmall(b []byte, n int) []byte {
	if n >= 10 {
		b = append(b, byte('0'+n/10))
	}
	return append(b, byte('0'+n%10))
}

// appendUnit writes hundredths of a point as points, without idle digits.
func appendUnit(b []byte, u page.Unit) []byte {
	if u < 0 {
		b, u = append(b, '-'), -u
	}
	b = appendInt(b, int(u/100))
	switch c := byte(u % 100); {
	case c == 0:
	case c%10 == 0:
		b = append(b, '.', '0'+c/10)
	default:
		b = append(b, '.', '0'+c/10, '0'+c%10)
	}
	return b
}

// appendMillionth writes a millionth with up to six decimals.
func appendMillionth(b []byte, v int32) []byte {
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	b = appendInt(b, int(v/1_000_000))
	rest := v % 1_000_000
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for scale := int32(100_000); rest > 0; scale /= 10 {
		b = append(b, byte('0'+rest/scale))
		rest %= scale
	}
	return b
}

// appendColor writes a colour's three components, three decimals each, and the
// operator that sets it.
func appendColor(b []byte, c page.Color, operator string) []byte {
	for shift := 16; shift >= 0; shift -= 8 {
		b = appendMillionth(b, (int32(c>>shift&0xFF)*1000+127)/255*1000)
		b = append(b, ' ')
	}
	b = append(b, operator...)
	return append(b, '\n')
}

func appendHex4(b []byte, v uint16) []byte {
	return append(b, upperDigits[v>>12], upperDigits[v>>8&15], upperDigits[v>>4&15], upperDigits[v&15])
}

// appendUTF16 writes text as the hexadecimal digits of UTF-16BE, with
// surrogates for planes 1 and above.
func appendUTF16(b []byte, s string) []byte {
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			b = appendHex4(appendHex4(b, uint16(hi)), uint16(lo))
			continue
		}
		b = appendHex4(b, uint16(r))
	}
	return b
}

// appendText writes a text string with its byte order mark (ISO 32000-1, 7.9.2.2).
func appendText(b []byte, s string) []byte {
	return append(appendUTF16(append(b, "<FEFF"...), s), '>')
}
