package person_test

import (
	"testing"

	"yinxin.example/yinxin/internal/person"
)

const (
	center = "示例人事考试中心"
	guild  = "示例拍卖师协会"
)

func passport(number string) person.Document {
	return person.Document{Type: person.Passport, Number: number}
}

func TestSameDocumentFollowsOneAuthoritysTies(t *testing.T) {
	oldCard := person.Document{Type: person.ForeignerCard, Number: "USA110088051789"}
	newCard := person.Document{Type: person.ForeignerCard, Number: "911840198805178923"}
	ties := person.Ties{Documents: []person.DocumentTie{
		{Authority: center, Documents: [2]person.Document{oldCard, newCard}},
		{Authority: center, Documents: [2]person.Document{passport("E2"), newCard}},
		{Authority: guild, Documents: [2]person.Document{passport("E2"), passport("E3")}},
	}}
	for _, test := range []struct {
		name      string
		authority string
		a, b      person.Document
		want      bool
	}{
		{"itself", guild, oldCard, oldCard, true},
		{"tied", center, oldCard, newCard, true},
		{"tied, the other way", center, newCard, oldCard, true},
		{"by way of another", center, oldCard, passport("E2"), true},
		{"by another authority", guild, oldCard, newCard, false},
		{"by way of another authority", center, oldCard, passport("E3"), false},
		{"not tied", center, oldCard, passport("E4"), false},
		{"a passport with the digits of a card", center, passport("911840198805178923"), oldCard, false},
		{"two notations of one", center, person.Document{Type: person.ResidentCard, Number: "119945880517892"},
			person.Document{Type: person.ResidentCard, Number: "119945198805178925"}, true},
	} {
		if got := ties.SameDocument(test.authority, test.a, test.b); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestSameNameGuessesNothing(t *testing.T) {
	d := passport("E1234567")
	ties := person.Ties{Names: []person.NameTie{
		{Authority: center, Document: d, Recorded: "王晓[沛]", Name: "王晓沛"},
		{Authority: center, Document: d, Recorded: "王晓沛", Name: "王小沛"},
	}}
	for _, test := range []struct {
		name           string
		authority      string
		document       person.Document
		called, stored string
		want           bool
	}{
		{"as recorded", center, d, "王晓[沛]", "王晓[沛]", true},
		{"tied", center, d, "王晓沛", "王晓[沛]", true},
		{"tied, in full width", center, d, "王晓沛", "王晓［沛］", true},
		{"not backwards", center, d, "王晓[沛]", "王晓沛", false},
		{"not by way of another", center, d, "王小沛", "王晓[沛]", false},
		{"other brackets", center, d, "王晓沛", "王晓(沛)", false},
		{"for another document", center, passport("E7654321"), "王晓沛", "王晓[沛]", false},
		{"by another authority", guild, d, "王晓沛", "王晓[沛]", false},
		{"another name", center, d, "王晓涛", "王晓[沛]", false},
	} {
		if got := ties.SameName(test.authority, test.document, test.called, test.stored); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
