package audit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	hidden     = "***"
	longNumber = 11 // digits of a mobile number, the shortest that stands without letters
	permit     = 8  // digits of a passport or a permit, after its letters
	initials   = 3  // letters that such a number begins with, at most
)

// withoutNumbers hides each word that may be an identity or telephone number in
// what somebody typed: a run of eleven digits or more, of any script, or of
// eight that one to three letters begin. Every word is looked at as readers see
// it: letters and digits of the Latin script, parted by anything else.
func withoutNumbers(text string) string {
	if strings.IndexFunc(text, unicode.IsDigit) < 0 {
		return text
	}
	var kept strings.Builder
	begin := 0
	end := func(at int) {
		if word := text[begin:at]; isNumber(word) {
			kept.WriteString(hidden)
		} else {
			kept.WriteString(word)
		}
		begin = at
	}
	text = strings.ToValidUTF8(text, string(unicode.ReplacementChar))
	for i, c := range text {
		if !unicode.IsDigit(c) && !unicode.Is(unicode.Latin, c) {
			end(i)
			kept.WriteRune(c)
			begin = i + utf8.RuneLen(c)
		}
	}
	end(len(text))
	return kept.String()
}

func isNumber(word string) bool {
	run, before := 0, 0
	for _, c := range word {
		if !unicode.IsDigit(c) {
			if run == 0 {
				before++
			} else {
				before = initials + 1 // letters within: no passport's
			}
			run = 0
			continue
		}
		run++
		if run >= longNumber || run >= permit && before > 0 && before <= initials {
			return true
		}
	}
	return false
}
