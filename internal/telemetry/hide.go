package telemetry

import (
	"fmt"
	"log/slog"
	"strings"
)

// hide is a slog ReplaceAttr that takes numbers of persons out of texts.
func hide(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(HideNumbers(a.Value.String()))
	case slog.KindAny:
		switch v := a.Value.Any().(type) {
		case error:
			a.Value = slog.StringValue(HideNumbers(v.Error()))
		case fmt.Stringer:
			a.Value = slog.StringValue(HideNumbers(v.String()))
		}
	}
	return a
}

// HideNumbers replaces what looks like the number of a person: 15 digits or
// more in a row (resident cards, management numbers), 11 that begin like a
// mobile number, and the letter and 7 to 10 digits of a pass or passport.
func HideNumbers(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if !word(s[i]) {
			b.WriteByte(s[i])
			i++
			continue
		}
		end := i
		for end < len(s) && word(s[end]) {
			end++
		}
		if ofPerson(s[i:end]) {
			b.WriteString("[number]")
		} else {
			b.WriteString(s[i:end])
		}
		i = end
	}
	return b.String()
}

// word reports whether c is an ASCII letter or digit.
func word(c byte) bool {
	return digit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func ofPerson(w string) bool {
	letters, digits := 0, 0
	for i := 0; i < len(w); i++ {
		if digit(w[i]) {
			digits++
		} else {
			letters++
		}
	}
	switch {
	case digits >= 15 && letters <= 1:
		return true
	case letters == 0:
		return digits == 11 && w[0] == '1' && w[1] >= '3'
	default:
		return letters == 1 && !digit(w[0]) && digits >= 7 && digits <= 10
	}
}
