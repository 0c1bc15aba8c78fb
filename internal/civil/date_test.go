package civil_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yinxin.example/yinxin/internal/civil"
)

func TestOfIsTheDayInBeijing(t *testing.T) {
	for at, want := range map[string]string{
		"2026-11-22T15:59:59Z": "2026-11-22",
		"2026-11-22T16:00:00Z": "2026-11-23",
		"2026-12-31T16:00:00Z": "2027-01-01",
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := civil.Of(instant).String(); got != want {
			t.Errorf("Of(%s) = %s, want %s", at, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-2-3", "20260203", "2026/02/03", "2026-02-03 ", "2027-02-29"} {
		if d, err := civil.Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", s, d)
		}
	}
}

func TestChinese(t *testing.T) {
	if got := civil.MustParse("2027-02-09").Chinese(); got != "2027年2月9日" {
		t.Errorf("Chinese() = %s", got)
	}
}

func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := civil.MustParse("2000-01-01").AddDays(rapid.IntRange(0, 40000).Draw(t, "day"))
		n := rapid.IntRange(-4000, 4000).Draw(t, "n")
		if got := d.AddDays(n).Sub(d); got != n {
			t.Fatalf("%s + %d days is %d days later", d, n, got)
		}
		if again := civil.MustParse(d.String()); again != d {
			t.Fatalf("%s reads back as %s", d, again)
		}
		if civil.Of(d.Start()) != d || civil.Of(d.End().Add(-1)) != d || civil.Of(d.End()) == d {
			t.Fatalf("%s does not begin and end where it should", d)
		}
	})
}
