package person

import (
	"strings"
	"unicode"
)

// OlderForm reports a name written as old systems wrote characters they did not
// have: a part of a Chinese name in brackets, be it the character itself, its
// components (王晓[氵市]) or its sound (王晓(PEI)). Names of other scripts have
// brackets of their own and are none.
func OlderForm(name string) bool {
	before, inside, after, ok := bracketed(name)
	return ok && inside != "" && hasHan(before+after) && strings.IndexFunc(inside, notOfOlderForm) < 0
}

// MayBeOlderForm reports whether a recorded name in an older form may stand for
// a name: outside the brackets they agree, and the name has one character, or
// two, where the brackets are. It is a hint to ask the authority, and never a
// match: which character was meant is not in the record.
func MayBeOlderForm(recorded, name string) bool {
	if !OlderForm(recorded) || OlderForm(name) {
		return false
	}
	before, _, after, _ := bracketed(MatchKey(recorded))
	rest, ok := strings.CutPrefix(MatchKey(name), before)
	if !ok {
		return false
	}
	meant, ok := strings.CutSuffix(rest, after)
	n := len([]rune(meant))
	return ok && (n == 1 || n == 2) && hasHan(meant)
}

// MayBeOne reports whether two spellings may be one person's name, as far as the
// spellings tell: they are the same, or one may be an older form of the other,
// or both may be older forms of one. It is there to find two people where there
// should be one, and no reason to take anybody for somebody.
func MayBeOne(a, b string) bool {
	if SameName(a, b) || MayBeOlderForm(a, b) || MayBeOlderForm(b, a) {
		return true
	}
	if !OlderForm(a) || !OlderForm(b) {
		return false
	}
	beforeA, _, afterA, _ := bracketed(MatchKey(a))
	beforeB, _, afterB, _ := bracketed(MatchKey(b))
	return beforeA == beforeB && afterA == afterB
}

// bracketed cuts a name at its only pair of brackets: what stands before, in
// and behind them, in this order.
func bracketed(name string) (before, inside, after string, ok bool) {
	for _, pair := range [...][2]string{
		{"[", "]"}, {"(", ")"}, {"\uff3b", "\uff3d"}, {"\uff08", "\uff09"}, {"〔", "〕"}, {"【", "】"},
	} {
		before, rest, opened := strings.Cut(name, pair[0])
		inside, after, closed := strings.Cut(rest, pair[1])
		if opened && closed {
			return before, inside, after, !strings.ContainsAny(before+inside+after, brackets)
		}
	}
	return "", "", "", false
}

const brackets = "[]()\uff3b\uff3d\uff08\uff09〔〕【】"

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) || privateUse(r) }) >= 0
}

// privateUse reports a code point at which old systems kept characters of their own.
func privateUse(r rune) bool { return unicode.Is(unicode.Co, r) }

// notOfOlderForm: brackets hold characters, components, or a sound in Latin
// letters with marks or the number of its tone.
func notOfOlderForm(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !privateUse(r) && r != ' '
}
