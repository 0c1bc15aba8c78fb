package person_test

import (
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

func TestPossibleDocuments(t *testing.T) {
	tests := []struct {
		typed string
		want  []string
		fails fault.Reason
	}{
		{typed: "11010519491231002X", want: []string{"citizen:11010519491231002X"}},
		{typed: " 110105 19491231 002x ", want: []string{"citizen:11010519491231002X"}},
		{typed: "１１０１０５１９４９１２３１００２Ｘ", want: []string{"citizen:11010519491231002X"}},
		{typed: "110105491231002", want: []string{"citizen:11010519491231002X", "passport:110105491231002"}},
		{typed: "H12345678", want: []string{"hkmo:H12345678", "passport:H12345678"}},
		{typed: "h1234567801", want: []string{"hkmo:H12345678", "passport:H1234567801"}},
		{typed: "12345678", want: []string{"taiwan:12345678", "passport:12345678"}},
		{typed: "1234567801（B）", want: []string{"taiwan:12345678"}},
		{typed: "E12345678", want: []string{"passport:E12345678"}},
		{typed: "110105194912310021", fails: person.ReasonIDCheckDigit},
		{typed: "", fails: person.ReasonIDEmpty},
		{typed: " \u3000", fails: person.ReasonIDEmpty},
		{typed: "张三", fails: person.ReasonIDMalformed},
		{typed: "1234", fails: person.ReasonIDMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			possible, err := person.PossibleDocuments(tt.typed)
			var got []string
			for _, d := range possible {
				got = append(got, d.Normal())
			}
			if !slices.Equal(got, tt.want) || fault.ReasonOf(err) != tt.fails {
				t.Errorf("%v, %v, want %v, %s", got, err, tt.want, tt.fails)
			}
		})
	}
}

func FuzzPossibleDocuments(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "H12345678", "（", "１２３", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		possible, err := person.PossibleDocuments(typed)
		if (err == nil) != (len(possible) > 0) {
			t.Errorf("%d documents and %v", len(possible), err)
		}
	})
}
