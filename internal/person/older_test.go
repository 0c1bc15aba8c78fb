package person_test

import (
	"testing"

	"yinxin.example/yinxin/internal/person"
)

func TestOlderForm(t *testing.T) {
	for name, want := range map[string]bool{
		"王晓[沛]":           true,
		"王晓(沛)":           true,
		"王晓（沛）":           true,
		"王晓［沛］":           true,
		"王晓〔沛〕":           true,
		"王[晓]沛":           true,
		"[王]晓沛":           true,
		"王晓[氵市]":          true,
		"王晓(PEI)":         true,
		"王晓(pèi)":         true,
		"王晓(pei4)":        true,
		"王晓沛":             false,
		"王晓[]":            false,
		"王晓[沛":            false,
		"王晓[[沛]]":         false,
		"王[晓][沛]":         false,
		"[沛]":             false, // nothing is left to agree with
		"John (Jack) Roe": false,
		"阿卜杜拉·买买提":        false,
		"王晓[?]":           false,
		"王晓(曾用名：王小)":      false,
		"MUHAMMAD [ALI]":  false,
		"阿依古丽(AYGUL)·买买提": true,
	} {
		if got := person.OlderForm(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestMayBeOne(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"王晓沛", "王晓沛", true},
		{"迪丽努尔·艾合买提", "迪丽努尔•艾合买提", true},
		{"王晓[沛]", "王晓沛", true},
		{"王晓[沛]", "王晓霈", true},
		{"王晓[沛]", "王晓(PEI)", true},
		{"王晓[沛]", "王晓〔氵市〕", true},
		{"王晓[沛]", "李晓[沛]", false},
		{"王晓[沛]", "李安", false},
		{"王晓沛", "王晓霈", false},
		{"Ana (Maria)", "Ana (Luisa)", false},
		{"", "", false},
	} {
		if person.MayBeOne(test.a, test.b) != test.want || person.MayBeOne(test.b, test.a) != test.want {
			t.Errorf("%s and %s: not %v", test.a, test.b, test.want)
		}
	}
}

func TestMayBeOlderFormIsOnlyAHint(t *testing.T) {
	for _, test := range []struct {
		recorded, name string
		want           bool
	}{
		{"王晓[沛]", "王晓沛", true},
		{"王晓(PEI)", "王晓沛", true},
		{"王晓（pei）", "王晓霈", true}, // which one was meant, the record does not say
		{"王[晓]沛", "王晓沛", true},
		{"王晓[氵市]", "王晓沛", true},
		{"王晓[沛]", "王晓", false},
		{"王晓[沛]", "李晓沛", false},
		{"王晓[沛]", "王晓沛沛沛", false},
		{"王晓[沛]", "王晓PEI", false},
		{"王晓[沛]", "王晓[沛]", false},
		{"王晓沛", "王晓沛", false},
		{"", "", false},
	} {
		if got := person.MayBeOlderForm(test.recorded, test.name); got != test.want {
			t.Errorf("%s for %s: %v", test.recorded, test.name, got)
		}
		if test.recorded != test.name && person.SameName(test.recorded, test.name) {
			t.Errorf("%s matches %s", test.recorded, test.name)
		}
	}
}
