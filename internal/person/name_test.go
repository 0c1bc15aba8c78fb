package person_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

func TestCheckName(t *testing.T) {
	tests := []struct {
		name string
		want fault.Reason
	}{
		{"王晓[沛]", ""},
		{"孙珄(生)", ""},
		{"孙珄\uff08生\uff09", ""},
		{"王𠮷", ""},
		{"陈𰻞", ""},
		{"迪丽努尔·艾合买提·吐尔逊", ""},
		{"José Ángel Núñez", ""},
		{"Jose\u0301 Nu\u0301n\u0303ez", ""},
		{"MARIA DA CONCEICAO FERNANDES-OLIVEIRA", ""},
		{"Conor O'Brien", ""},
		{"〇一", ""},
		{"葛\U000E0100城", ""}, // with a variation selector
		{"李\U000F0001", ""},  // private use: the fonts decide
		{"", person.ReasonNameEmpty},
		{" ", person.ReasonNameEmpty},
		{"\u3000 ", person.ReasonNameEmpty},
		{"\u00a0\t", person.ReasonNameEmpty},
		{"张\u200b三", person.ReasonNameControl},
		{"\ufeff张三", person.ReasonNameControl},
		{"张三\u202e", person.ReasonNameControl},
		{"张\n三", person.ReasonNameControl},
		{"张\t三", person.ReasonNameControl},
		{"张\x00三", person.ReasonNameControl},
		{"张\u3164三", person.ReasonNameControl},
		{"张\xff三", person.ReasonNameControl},
		{"=HYPERLINK(\"http://127.0.0.1/\",\"x\")", person.ReasonFormula},
		{"+张三", person.ReasonFormula},
		{"-张三", person.ReasonFormula},
		{"@张三", person.ReasonFormula},
		{"\t张三", person.ReasonFormula},
		{"\uff1d张三", person.ReasonFormula},
		{"·", person.ReasonNameMalformed},
		{"007", person.ReasonNameMalformed},
		{"王?", person.ReasonNameMalformed},
		{"王□", person.ReasonNameMalformed},
		{"王\ufffd", person.ReasonNameMalformed},
		{"<b>王</b>", person.ReasonNameMalformed},
		{"张三 ", person.ReasonNameOuterSpace},
		{"\u3000张三", person.ReasonNameOuterSpace},
		{strings.Repeat("吐", 100), ""},
		{strings.Repeat("吐", 101), person.ReasonNameTooLong},
		{strings.Repeat("a", 1<<20), person.ReasonNameTooLong},
	}
	for _, tt := range tests {
		label := tt.name[:min(len(tt.name), 40)]
		t.Run(label, func(t *testing.T) {
			if got := fault.ReasonOf(person.CheckName(tt.name)); got != tt.want {
				t.Errorf("CheckName(%q) = %q, want %q", label, got, tt.want)
			}
		})
	}
}

func TestSameName(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"迪丽努尔·艾合买提", "迪丽努尔•艾合买提", true},
		{"迪丽努尔·艾合买提", "迪丽努尔・艾合买提", true},
		{"迪丽努尔·艾合买提", "迪丽努尔‧艾合买提", true},
		{"迪丽努尔·艾合买提", "迪丽努尔.艾合买提", true},
		{"迪丽努尔·艾合买提", "迪丽努尔\uff0e艾合买提", true},
		{"迪丽努尔·艾合买提", "迪丽努尔 · 艾合买提", true},
		{"迪丽努尔·艾合买提", "迪丽努尔艾合买提", false},
		{"CHAN TAI MAN", "Chan  Tai\u3000Man", true},
		{"CHAN TAI MAN", "CHAN TAIMAN", false},
		{"CHAN TAI MAN", "\uff23\uff28\uff21\uff2e TAI MAN", true},
		{"José Ángel", "Jose\u0301 A\u0301ngel", true},
		{"José", "Jose", false},
		{"张三", "张\u3000三", true},
		{"张三", " 张 三 ", true},
		{"王晓[沛]", "王晓\uff3b沛\uff3d", true},
		{"王晓[沛]", "王晓沛", false},
		{"王晓[沛]", "王晓霈", false},
		{"王晓[沛]", "王晓(沛)", false},
		{"王晓(pei)", "王晓\uff08PEI\uff09", true},
		{"阿卜杜拉·买买提", "阿卜杜拉。买买提", true},
		{"阿卜杜拉·买买提", "阿卜杜拉\uff61买买提", true},
		{"张\ue863", "张䶮", true}, // GBK FE9F: 䶮, at a private code point until 2022
		{"\ue81e某", "\u9fb4某", true},
		{"\u2fbc明", "高明", true}, // a radical sign, as PDF readers copy it
		{"张\uf92c", "张郎", true}, // a compatibility ideograph
		{"张\ue800", "张䶮", false},
		{"王发", "王發", false},
		{"劉德", "刘德", false},
		{"范某", "範某", false},
		{"张\ufffd", "张\ufffd\ufffd", false},
		{"葛\U000E0100城", "葛城", true},
		{"王𠮷", "王吉", false},
		{"", "", false},
		{" ", "\u3000", false},
	}
	for _, tt := range tests {
		t.Run(tt.a+"|"+tt.b, func(t *testing.T) {
			if got := person.SameName(tt.a, tt.b); got != tt.want {
				t.Errorf("SameName = %v, want %v (%q, %q)", got, tt.want, person.MatchKey(tt.a), person.MatchKey(tt.b))
			}
			if person.SameName(tt.b, tt.a) != tt.want {
				t.Error("not symmetric")
			}
		})
	}
}

func FuzzNames(f *testing.F) {
	for _, seed := range []string{"王晓[沛]", "José Ángel Núñez", "迪丽努尔·艾合买提", " 张 三 ", "a\u0301\u3000B", "\xff", "ｶﾞ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key := person.MatchKey(name)
		if again := person.MatchKey(key); again != key {
			t.Errorf("MatchKey(%q) = %q, then %q", name, key, again)
		}
		if person.CheckName(name) == nil && key == "" {
			t.Errorf("%q passes, but nothing can find it", name)
		}
	})
}
