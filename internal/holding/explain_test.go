package holding_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestExplainAnswersFromCoverage(t *testing.T) {
	w := world.Sealing(t)
	a := w.Holder(t, world.Person())
	for _, test := range []struct {
		qualification string
		year          int
		want          holding.Answer
	}{
		{"注册城乡规划师", 2016, holding.Answer{Cause: holding.NotOnlineYet, Authority: "示例人事考试中心"}},
		{"注册城乡规划师", 2017, holding.Answer{Cause: holding.ShouldBeThere, Authority: "示例人事考试中心"}},
		{"注册城乡规划师", 2026, holding.Answer{Cause: holding.ShouldBeThere, Authority: "示例人事考试中心"}},
		{"注册城乡规划师", 1996, holding.Answer{Cause: holding.NotOnlineYet, Authority: "示例人事考试中心"}},
		{"执业医师", 2020, holding.Answer{Cause: holding.NotOurs}},
	} {
		got, err := w.Holding.Explain(t.Context(), a, test.qualification, test.year)
		if err != nil || got != test.want {
			t.Errorf("%s %d: %+v, %v, want %+v", test.qualification, test.year, got, err, test.want)
		}
	}
	for _, year := range []int{0, 1949, 2027} {
		_, err := w.Holding.Explain(t.Context(), a, "注册城乡规划师", year)
		wantFault(t, err, fault.Invalid, "year_invalid")
	}
}

func TestExplainSaysWhatMayHaveBeenCorrected(t *testing.T) {
	other := person.Document{Type: person.Passport, Number: "E12345678"}
	for _, test := range []struct {
		name      string
		registers func(*person.Identity) // how the register has the holder
		unproven  bool
		want      bool
	}{
		{"as registered", func(*person.Identity) {}, false, false},
		{"this number, another name", func(p *person.Identity) { p.Name = "林若曦" }, false, true},
		{"this name and birth date, another number", func(p *person.Identity) { p.Document = other }, false, true},
		{"this name, another birth date and number", func(p *person.Identity) {
			p.Document, p.BirthDate = other, p.BirthDate.AddDays(1)
		}, false, false},
		{"somebody else", func(p *person.Identity) { p.Name, p.Document = "郭景行", other }, false, false},
		// Whoever is not proven to be the person learns nothing of the register.
		{"unproven, as registered", func(*person.Identity) {}, true, true},
		{"unproven, somebody else", func(p *person.Identity) { p.Name, p.Document = "郭景行", other }, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			world.OnEach(t, func(t *testing.T, w *world.World) {
				w.Certificate(t, func(c *cert.Certificate) { test.registers(&c.Holder) })
				a := w.Holder(t, world.Person(), func(a *store.Account) {
					if test.unproven {
						a.ClaimedAt = time.Time{}
					}
				})
				got, err := w.Holding.Explain(t.Context(), a, "注册城乡规划师", 2022)
				if err != nil || got.MaybeCorrected != test.want {
					t.Errorf("corrected %v, %v, want %v", got.MaybeCorrected, err, test.want)
				}
			})
		})
	}
}
