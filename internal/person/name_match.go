package person

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// SameName reports whether two spellings may be one person's name: whether
// their match keys are equal and say something.
func SameName(a, b string) bool {
	key := MatchKey(a)
	return key != "" && key == MatchKey(b)
}

// MatchKey is the form in which names are compared, never stored or shown in
// a name's place. It takes as one: canonically equivalent characters (NFC), a
// character and its older code point (standardPoints), full and half width, the
// forms of the interpunct, upper and lower case, a character with and without a
// variation selector. Spaces count only between words of letters, and there as
// one. Nothing is guessed: 王晓[沛] equals only itself until its authority links
// it, and traditional and simplified characters are two, because neither can be
// told from the other for certain (发: 發 or 髮) and both are on identity cards.
func MatchKey(name string) string {
	folded := cases.Fold().String(width.Fold.String(norm.NFC.String(standardPoints(name))))
	return norm.NFC.String(joinWords(plainSigns(folded)))
}

// plainSigns writes every interpunct as U+00B7 and every space as U+0020, and
// drops variation selectors.
func plainSigns(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("·•・‧∙⋅.。", r):
			return '·'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, name)
}

// joinWords drops the spaces that Chinese names are padded with and leaves one
// between words of other scripts.
func joinWords(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	var last rune
	for _, word := range strings.Fields(name) {
		first := []rune(word)[0]
		if b.Len() > 0 && spaced(last) && spaced(first) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		for _, r := range word {
			last = r
		}
	}
	return b.String()
}

// spaced reports a character that a space can part from its neighbour.
func spaced(r rune) bool { return r != '·' && !unicode.Is(unicode.Han, r) }
