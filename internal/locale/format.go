package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Date writes a date: 2027年2月19日, 19 February 2027; "" for no date.
func Date(lang Lang, d civil.Date) string {
	if d.IsZero() || lang != English {
		return d.Chinese()
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

// Moment writes a time to the minute, in Beijing; "" for the zero time.
func Moment(lang Lang, t time.Time) string {
	return moment(lang, t, "15:04")
}

// Second writes a time to the second, as sealed pages do; "" for the zero time.
func Second(lang Lang, t time.Time) string {
	return moment(lang, t, time.TimeOnly)
}

func moment(lang Lang, t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(civil.Shanghai())
	if lang == English {
		return Date(lang, civil.Of(t)) + ", " + local.Format(layout) + " (Beijing time)"
	}
	return Date(lang, civil.Of(t)) + " " + local.Format(layout)
}

// Number writes a whole number with its thousands set off: 86,412.
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// fill puts args in place of {name}. {name:one|many} is a word that follows
// the number name: the first for 1, else the second.
func fill(lang Lang, text string, args map[string]any) (string, error) {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			b.WriteString(text)
			return b.String(), nil
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			return "", fmt.Errorf("a brace is not closed")
		}
		b.WriteString(text[:open])
		name, forms, counted := strings.Cut(text[open+1:open+end], ":")
		value, ok := args[name]
		if !ok {
			return "", fmt.Errorf("no value for {%s}", name)
		}
		if counted {
			b.WriteString(form(forms, value))
		} else {
			b.WriteString(format(lang, value))
		}
		text = text[open+end+1:]
	}
}

func form(forms string, value any) string {
	one, many, _ := strings.Cut(forms, "|")
	if value == 1 {
		return one
	}
	return many
}

func format(lang Lang, value any) string {
	switch v := value.(type) {
	case civil.Date:
		return Date(lang, v)
	case time.Time:
		return Moment(lang, v)
	case int:
		return Number(v)
	default:
		return fmt.Sprint(v)
	}
}
