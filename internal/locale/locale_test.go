package locale

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/civil"
)

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// A text in the wrong language, and placeholders that one language lacks, are
// how translations go wrong.
func TestTextsAreInTheirLanguage(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for key, e := range c.texts {
		if !hasHan(e.zh) && key != "certificate.of" {
			t.Errorf("%s: no Chinese in %q", key, e.zh)
		}
		if hasHan(e.en) && !strings.HasPrefix(key, "row.") {
			t.Errorf("%s: Chinese in %q", key, e.en)
		}
		for _, half := range []string{",", ";", "?", "!"} {
			if strings.Contains(e.zh, half) {
				t.Errorf("%s: Chinese punctuation is full width, %q", key, e.zh)
			}
		}
		if diff := cmp.Diff(placeholders(e.zh), placeholders(e.en)); diff != "" {
			t.Errorf("%s: placeholders differ (-zh +en)\n%s", key, diff)
		}
	}
}

func placeholders(text string) map[string]bool {
	found := map[string]bool{}
	for _, part := range strings.Split(text, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		name, _, _ = strings.Cut(name, ":")
		found[name] = true
	}
	return found
}

func TestLoadRefuses(t *testing.T) {
	for name, content := range map[string]string{
		"a language missing":      "a\n  zh: 甲\n",
		"a language missing then": "a\n  zh: 甲\nb\n  zh: 乙\n  en: B\n",
		"a key twice":             "a\n  zh: 甲\n  en: A\na\n  zh: 甲\n  en: A\n",
		"another language":        "a\n  zh: 甲\n  en: A\n  fr: A\n",
		"a text without a key":    "  zh: 甲\n",
		"a line without a colon":  "a\n  zh 甲\n",
	} {
		if _, err := load(fstest.MapFS{"texts/x.txt": {Data: []byte(content)}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestText(t *testing.T) {
	content := "n\n  zh: 共 {n} 份，至{d}。\n  en: {n} {n:copy|copies}, until {d}.\np\n  zh: 一\n  zh: 二\n  en: one\n  en: two\n"
	c, err := load(fstest.MapFS{"texts/x.txt": {Data: []byte(content)}})
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustParse("2027-02-19")
	for _, test := range []struct {
		lang Lang
		key  string
		args map[string]any
		want string
	}{
		{Chinese, "n", map[string]any{"n": 12345, "d": day}, "共 12,345 份，至2027年2月19日。"},
		{English, "n", map[string]any{"n": 1, "d": day}, "1 copy, until 19 February 2027."},
		{English, "n", map[string]any{"n": 2, "d": day}, "2 copies, until 19 February 2027."},
		{English, "p", nil, "one\ntwo"},
	} {
		got, err := c.Text(test.lang, test.key, test.args)
		if err != nil || got != test.want {
			t.Errorf("%s %s: %q, %v, want %q", test.lang, test.key, got, err, test.want)
		}
	}
	if _, err := c.Text(Chinese, "n", map[string]any{"n": 1}); err == nil {
		t.Error("a placeholder without a value is no error")
	}
	if _, err := c.Text(Chinese, "missing", nil); err == nil {
		t.Error("a missing text is no error")
	}
}

func TestReasonOfAnUnknownCodeShowsTheCode(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range Langs() {
		if means, next := c.Reason(lang, "never_heard_of", nil); !strings.Contains(means, "never_heard_of") || next != "" {
			t.Errorf("%s: %q, %q", lang, means, next)
		}
		forHolder, _ := c.Reason(lang, "id_check_digit", nil)
		forOfficer, _ := c.RowReason(lang, "id_check_digit", nil)
		if forHolder == forOfficer {
			t.Errorf("%s: holder and officer read the same: %q", lang, forHolder)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for _, test := range []struct {
		asked, accept string
		want          Lang
	}{
		{"", "", Chinese},
		{"en", "zh-CN", English},
		{"zh-CN", "en", Chinese},
		{"fr", "en-GB,en;q=0.8", English},
		{"", "fr, de;q=0.5", Chinese},
		{"", "zh-TW, en;q=0.5", Chinese},
		{"", "en-US", English},
		{"", ";;;", Chinese},
	} {
		if got := Negotiate(test.asked, test.accept); got != test.want {
			t.Errorf("Negotiate(%q, %q) = %s, want %s", test.asked, test.accept, got, test.want)
		}
	}
}

func TestMoment(t *testing.T) {
	at := time.Date(2026, 11, 21, 16, 40, 7, 0, time.UTC) // the next day in Beijing
	for _, test := range []struct{ got, want string }{
		{Moment(Chinese, at), "2026年11月22日 00:40"},
		{Moment(English, at), "22 November 2026, 00:40 (Beijing time)"},
		{Second(Chinese, at), "2026年11月22日 00:40:07"},
		{Moment(Chinese, time.Time{}), ""},
		{Date(English, civil.Date{}), ""},
		{Number(-1234567), "-1,234,567"},
		{Number(999), "999"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a\n  zh: 甲\n  en: A\n")
	f.Add("# only a comment")
	f.Add("a\n\tzh: x\n")
	f.Fuzz(func(t *testing.T, content string) {
		texts := map[string]entry{}
		if err := parse(content, texts); err != nil {
			return
		}
		for key, e := range texts {
			if e.zh == "" || e.en == "" {
				t.Errorf("%q lacks a language", key)
			}
		}
	})
}
