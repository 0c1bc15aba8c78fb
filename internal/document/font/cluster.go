package font

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cluster is what is drawn as one glyph: a character, a character with a
// variation selector, or a letter with accents that together have a character
// of their own.
type cluster struct {
	base, selector rune
	size           int // bytes of the text
	drawable       bool
}

// nextCluster reads the first cluster of a text that is not empty.
func nextCluster(text string) cluster {
	r, n := utf8.DecodeRuneInString(text)
	c := cluster{base: r, size: n}
	c.drawable = assigned(r) && !(r == utf8.RuneError && n <= 1)
	if n == len(text) || text[n] < 0xCC { // U+0300 begins with 0xCC
		return c
	}
	next, m := utf8.DecodeRuneInString(text[n:])
	switch {
	case next >= 0x4E00 && next <= 0x9FFF: // most of what follows; neither selector nor mark
	case variationKey(r, next) != 0:
		c.selector, c.size = next, n+m
	case unicode.In(next, unicode.Mn, unicode.Me, unicode.Mc):
		return composed(text, c)
	}
	return c
}

// composed takes a letter with its marks as the one character it is
// equivalent to. Marks are not placed here, so what has none is not drawable.
func composed(text string, c cluster) cluster {
	end := c.size
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) {
			break
		}
		end += n
	}
	whole := norm.NFC.String(text[:end])
	r, n := utf8.DecodeRuneInString(whole)
	if n != len(whole) {
		mark, _ := utf8.DecodeRuneInString(text[c.size:])
		return cluster{base: mark, size: end}
	}
	return cluster{base: r, size: end, drawable: c.drawable && assigned(r)}
}

// assigned reports whether a character may be drawn on its own: graphic, and
// neither private use nor a mark nor a conjoining jamo, which need shaping.
func assigned(r rune) bool {
	switch {
	case r >= 0x20 && r < 0x7F, r >= 0x4E00 && r <= 0x9FFF:
		return true
	case r >= 0x2EBF0 && r <= 0x2EE5D: // Extension I, newer than Go's tables
		return true
	case r >= 0x1100 && r <= 0x11FF, r >= 0xA960 && r <= 0xA97F, r >= 0xD7B0 && r <= 0xD7FF:
		return false
	case unicode.In(r, unicode.M):
		return false
	}
	return unicode.IsGraphic(r)
}
