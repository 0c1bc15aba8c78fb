package organisations

import (
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

const (
	// creditAlphabet are the characters of a code in the order of their values
	// (GB 32100-2015, table 2): no I, O, S, V, Z.
	creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	creditLength   = 18
)

// ParseCreditCode brings a 统一社会信用代码 to the form it is kept in: capitals,
// without blanks and hyphens, full-width characters as plain ones. It fails
// with Invalid, at number, credit_code_malformed where it is not 18 characters
// of the alphabet with six digits for the place (GB 32100-2015, 4), and
// credit_code_check where the check character is not that of the others.
func ParseCreditCode(typed string) (string, error) {
	const op = "organisations.ParseCreditCode"
	if len(typed) > 128 {
		return "", fault.New(op, fault.Invalid, "credit_code_malformed").At("number")
	}
	code := strings.Map(plainCharacter, typed)
	if len(code) != creditLength || strings.Trim(code, creditAlphabet) != "" || strings.Trim(code[2:8], "0123456789") != "" {
		return "", fault.New(op, fault.Invalid, "credit_code_malformed").At("number")
	}
	if code[creditLength-1] != CreditCheck(code[:creditLength-1]) {
		return "", fault.New(op, fault.Invalid, "credit_code_check").At("number")
	}
	return code, nil
}

// plainCharacter drops what people put between characters, and plain letters
// and digits are those of ASCII, raised.
func plainCharacter(r rune) rune {
	if r >= '！' && r <= '～' { // full-width forms (Unicode, block FF00)
		r -= '！' - '!'
	}
	switch {
	case r == ' ' || r == '\u3000' || r == '-' || r == '\t':
		return -1
	case r >= 'a' && r <= 'z':
		return r - 'a' + 'A'
	}
	return r
}

// CreditCheck is the check character of the first 17 characters of a code:
// the weights are the powers of 3 modulo 31 (GB 32100-2015, 5).
func CreditCheck(first string) byte {
	sum, weight := 0, 1
	for i := range len(first) {
		sum += strings.IndexByte(creditAlphabet, first[i]) * weight
		weight = weight * 3 % len(creditAlphabet)
	}
	check := (len(creditAlphabet) - sum%len(creditAlphabet)) % len(creditAlphabet)
	return creditAlphabet[check]
}
