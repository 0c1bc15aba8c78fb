package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
)

// MaxNameLength is the longest name taken, in code points. Real names in the
// languages of China and its visitors stay far below.
const MaxNameLength = 100

// The reasons CheckName refuses a name with.
const (
	ReasonNameEmpty      fault.Reason = "name_empty"
	ReasonNameTooLong    fault.Reason = "name_too_long"
	ReasonFormula        fault.Reason = "formula_injection"
	ReasonNameControl    fault.Reason = "name_control_character"
	ReasonNameMalformed  fault.Reason = "name_malformed"
	ReasonNameOuterSpace fault.Reason = "name_outer_space"
)

// CheckName says whether a name can be stored and printed as it stands; it is
// never mended. Letters, marks and digits of any script pass, legacy brackets
// such as 王晓[沛] and private-use characters too (whether a font draws them is
// another question). It fails with a fault.Error of kind Invalid: name_empty
// (nothing, or nothing but spaces), name_too_long, formula_injection,
// name_control_character (controls, line breaks, invisible and bidirectional
// marks), name_malformed (signs no name has, or no letter at all) or
// name_outer_space.
func CheckName(name string) error {
	if reason := checkName(name); reason != "" {
		return fault.New("person.CheckName", fault.Invalid, reason)
	}
	return nil
}

func checkName(name string) fault.Reason {
	inner := strings.TrimFunc(name, unicode.IsSpace)
	switch {
	case inner == "":
		return ReasonNameEmpty
	case len(name) > MaxNameLength*utf8.UTFMax || utf8.RuneCountInString(name) > MaxNameLength:
		return ReasonNameTooLong
	case StartsFormula(name):
		return ReasonFormula
	case !utf8.ValidString(name) || strings.ContainsFunc(name, invisible):
		return ReasonNameControl
	case strings.ContainsFunc(name, foreignToNames), strings.TrimFunc(inner, besideLetters) == "":
		return ReasonNameMalformed
	case len(inner) != len(name):
		return ReasonNameOuterSpace
	}
	return ""
}

// StartsFormula reports a text that a spreadsheet would run rather than show
// when the data is opened there again (CSV injection, CWE-1236): one that
// begins with = + - @ in either width, a tab or a line break.
func StartsFormula(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", r)
}

// Harmless is text as a spreadsheet shows it: an apostrophe before what it
// would run.
func Harmless(text string) string {
	if StartsFormula(text) {
		return "'" + text
	}
	return text
}

// invisible reports characters that change a line without being seen:
// controls, format characters (zero-width, bidirectional), separators of lines
// and paragraphs, and the fillers that count as letters.
func invisible(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u3164', '\uffa0':
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// besideLetters reports what may stand in a name but alone makes none.
func besideLetters(r rune) bool {
	return unicode.In(r, unicode.P, unicode.S, unicode.Z, unicode.N)
}

// foreignToNames reports assigned signs that no name is written with, such as
// the ? and □ that stand where a system lost a character. Unassigned and
// private-use characters pass: the standards grow faster than programs.
func foreignToNames(r rune) bool {
	const punctuation = "·•・･‧∙⋅.\uff0e'’‘`´-‐‑–—,\uff0c/、()\uff08\uff09[]\uff3b\uff3d〔〕【】"
	if r == utf8.RuneError {
		return true
	}
	if strings.ContainsRune(punctuation, r) {
		return false
	}
	return unicode.In(r, unicode.P, unicode.S)
}
