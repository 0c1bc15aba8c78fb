package signin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
)

const (
	minUsername, maxUsername = 3, 64  // characters
	minPassword, maxPassword = 8, 256 // characters
)

// checkUsername takes letters of any script, digits and . _ - @.
func checkUsername(name string) error {
	const op = "signin.checkUsername"
	switch n := utf8.RuneCountInString(name); {
	case n < minUsername:
		return fault.New(op, fault.Invalid, "username_too_short").At("username").With("min", minUsername)
	case n > maxUsername:
		return fault.New(op, fault.Invalid, "username_too_long").At("username").With("max", maxUsername)
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r) {
			return fault.New(op, fault.Invalid, "username_malformed").At("username")
		}
	}
	return nil
}

// checkPassword asks for length and refuses what guessers try first, and no
// mixture of signs (NIST SP 800-63B-4, 3.1.1.2).
func checkPassword(password, username string) error {
	const op = "signin.checkPassword"
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password), n < minPassword:
		return fault.New(op, fault.Invalid, "password_too_short").At("password").With("min", minPassword)
	case n > maxPassword:
		return fault.New(op, fault.Invalid, "password_too_long").At("password").With("max", maxPassword)
	case lower == strings.ToLower(username):
		return fault.New(op, fault.Invalid, "password_is_username").At("password")
	case worst(lower):
		return fault.New(op, fault.Invalid, "password_too_common").At("password")
	}
	return nil
}

// worst knows one character over and over, plain runs, and a few that every
// list of leaked passwords begins with.
func worst(password string) bool {
	if strings.Count(password, string([]rune(password)[0])) == utf8.RuneCountInString(password) {
		return true
	}
	for _, run := range []string{"01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"} {
		if strings.Contains(run, password) {
			return true
		}
	}
	switch password {
	case "password", "password1", "password123", "passw0rd", "p@ssw0rd", "11112222", "12341234", "123123123",
		"88886666", "66668888", "5201314520", "woaini1314", "woaini520", "iloveyou", "a1234567", "a12345678",
		"a123456789", "abc12345", "abc123456", "abcd1234", "1q2w3e4r", "1qaz2wsx", "qwer1234", "asdf1234",
		"qq123456", "wang1234", "zhang123", "admin123", "aa123456", "123456aa", "123456abc", "1234qwer", "87654321":
		return true
	}
	return false
}

// parsePhone brings a telephone number to the form it is kept in: 11 digits of
// the mainland, or + and an international number (E.164). Blanks, hyphens,
// dots and brackets go; so does the country's own prefix.
func parsePhone(typed string) (string, error) {
	bad := fault.New("signin.parsePhone", fault.Invalid, "phone_malformed").At("phone")
	if len(typed) > 64 {
		return "", bad
	}
	plain := strings.NewReplacer(" ", "", "\u3000", "", "-", "", ".", "", "(", "", ")", "").Replace(typed)
	for _, prefix := range []string{"+86", "0086", "86", ""} {
		if rest, ok := strings.CutPrefix(plain, prefix); ok && mainland(rest) {
			return rest, nil
		}
	}
	rest, ok := strings.CutPrefix(plain, "+")
	if !ok {
		rest, ok = strings.CutPrefix(plain, "00")
	}
	if !ok || !digits(rest) || len(rest) < 7 || len(rest) > 15 || rest[0] == '0' {
		return "", bad
	}
	return "+" + rest, nil
}

// mainland reports whether the digits are a mobile number of the mainland.
func mainland(n string) bool {
	return len(n) == 11 && n[0] == '1' && n[1] >= '3' && digits(n)
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// maxMail is how long a mail address may be (RFC 5321, 4.5.3.1, with RFC 3696,
// erratum 1690).
const maxMail = 254

// parseContact brings a telephone number, or a mail address, to the form it is
// kept in.
func parseContact(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "@") {
		phone, err := parsePhone(typed)
		if err != nil {
			return "", fault.New("signin.parseContact", fault.Invalid, "contact_malformed").At("contact")
		}
		return phone, nil
	}
	if !plainMail(typed) {
		return "", fault.New("signin.parseContact", fault.Invalid, "contact_malformed").At("contact")
	}
	return typed, nil
}

// plainMail reports whether an address is one that every mail server takes:
// dot-atoms of ASCII (RFC 5322, 3.4.1) at a domain of at least two labels.
func plainMail(address string) bool {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || len(address) > maxMail || len(local) > 64 || !strings.Contains(domain, ".") {
		return false
	}
	dotted := func(text, beside string) bool {
		for part := range strings.SplitSeq(text, ".") {
			if part == "" || strings.ContainsFunc(part, func(r rune) bool {
				return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune(beside, r)
			}) {
				return false
			}
		}
		return true
	}
	return dotted(local, "!#$%&'*+-/=?^_`{|}~") && dotted(domain, "-")
}
