package cert_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

var national = civil.MustParse("2021-12-17")

func TestNeedsEndorsement(t *testing.T) {
	for _, tc := range []struct {
		name   string
		kind   cert.DocumentKind
		issued string
		want   bool
	}{
		{"the day before the rule", cert.ECertificate, "2021-12-16", false},
		{"the first day of the rule", cert.ECertificate, "2021-12-17", true},
		{"the day after", cert.ECertificate, "2021-12-18", true},
		{"a file record never does", cert.FileRecord, "2022-03-01", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := cert.Certificate{Kind: tc.kind, IssuedOn: civil.MustParse(tc.issued)}
			if got := cert.NeedsEndorsement(c, national); got != tc.want {
				t.Errorf("NeedsEndorsement(%s, %s) = %v, want %v", tc.kind, tc.issued, got, tc.want)
			}
		})
	}
}

func TestCheckValidUntil(t *testing.T) {
	scenario := cert.DefaultPolicy().Scenarios[0]
	for _, tc := range []struct {
		name, today, until string
		want               fault.Reason
	}{
		{"day 1", "2026-11-22", "2026-11-22", ""},
		{"day 90", "2026-11-22", "2027-02-19", ""},
		{"day 91", "2026-11-22", "2027-02-20", "valid_until_too_late"},
		{"yesterday", "2026-11-22", "2026-11-21", "valid_until_past"},
		{"day 90 across a leap day", "2027-12-15", "2028-03-13", ""},
		{"day 91 across a leap day", "2027-12-15", "2028-03-14", "valid_until_too_late"},
		{"day 90 across an ordinary February", "2026-12-15", "2027-03-14", ""},
		{"no date", "2026-11-22", "", "valid_until_malformed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := scenario.CheckValidUntil(date(tc.today), date(tc.until))
			if got := fault.ReasonOf(err); got != tc.want {
				t.Errorf("CheckValidUntil(%s, %s): %q, want %q", tc.today, tc.until, got, tc.want)
			}
		})
	}
}

func TestTurns(t *testing.T) {
	scenario := cert.DefaultPolicy().Scenarios[0]
	for _, tc := range []struct {
		name   string
		today  string
		copies []cert.Copy
		want   cert.Turns
	}{
		{"none yet", "2026-11-22", nil, cert.Turns{Used: 0, Limit: 3}},
		{"two leave one", "2026-11-22", copies("2026-11-01", "2026-10-01"), cert.Turns{Used: 2, Limit: 3}},
		{"three use it up until the oldest leaves", "2026-11-22", copies("2026-11-22", "2026-09-15", "2026-10-01"),
			cert.Turns{Used: 3, Limit: 3, NextOn: civil.MustParse("2026-12-14")}},
		{"day 90 of the window counts", "2026-11-22", copies("2026-08-25"), cert.Turns{Used: 1, Limit: 3}},
		{"day 91 does not", "2026-11-22", copies("2026-08-24"), cert.Turns{Used: 0, Limit: 3}},
		{"the window spans a leap day", "2028-03-13", copies("2027-12-15", "2027-12-14"), cert.Turns{Used: 1, Limit: 3}},
		{"failed ones are free", "2026-11-22", withState(cert.Failed, copies("2026-11-01", "2026-11-02", "2026-11-03")),
			cert.Turns{Used: 0, Limit: 3}},
		{"pending ones count", "2026-11-22", withState(cert.Pending, copies("2026-11-01")), cert.Turns{Used: 1, Limit: 3}},
		{"withdrawn ones count", "2026-11-22", withState(cert.Withdrawn, copies("2026-11-01")), cert.Turns{Used: 1, Limit: 3}},
		{"more than three wait for enough to leave", "2026-11-22", copies("2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04"),
			cert.Turns{Used: 4, Limit: 3, NextOn: civil.MustParse("2026-12-01")}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := scenario.Turns(date(tc.today), tc.copies)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Turns (-want +got):\n%s", diff)
			}
		})
	}
}

// The next turn really is there on the day it was promised, and not before.
func TestTurnsKeepsItsPromise(t *testing.T) {
	scenario := cert.DefaultPolicy().Scenarios[0]
	used := copies("2026-09-15", "2026-10-01", "2026-11-22")
	promised := scenario.Turns(date("2026-11-22"), used).NextOn
	if left := scenario.Turns(promised.AddDays(-1), used).Left(); left != 0 {
		t.Errorf("the day before %s: %d turns left, want 0", promised, left)
	}
	if left := scenario.Turns(promised, used).Left(); left != 1 {
		t.Errorf("on %s: %d turns left, want 1", promised, left)
	}
}

// 16:30 in London is past midnight in Beijing: day 1 is the Beijing day.
func TestTurnsCountBeijingDays(t *testing.T) {
	scenario := cert.DefaultPolicy().Scenarios[0]
	late := time.Date(2026, 8, 24, 16, 30, 0, 0, time.UTC) // 2026-08-25 00:30 in Beijing
	c := cert.Copy{State: cert.Ready, Endorsement: &cert.Endorsement{Scenario: scenario.Name, AppliedAt: late}}
	if used := scenario.Turns(date("2026-11-22"), []cert.Copy{c}).Used; used != 1 {
		t.Errorf("an application of the Beijing day 2026-08-25 counts %d times on 2026-11-22, want 1", used)
	}
}

func TestExpiredAt(t *testing.T) {
	c := cert.Copy{Endorsement: &cert.Endorsement{ValidUntil: date("2027-02-19")}}
	last := time.Date(2027, 2, 19, 23, 59, 59, 999, civil.Shanghai())
	if c.ExpiredAt(last) {
		t.Error("expired during its last day")
	}
	if !c.ExpiredAt(last.Add(time.Second)) {
		t.Error("still good after its last day")
	}
	if (cert.Copy{}).ExpiredAt(last.AddDate(50, 0, 0)) {
		t.Error("a copy without an endorsement expired")
	}
}

func TestPolicyValidate(t *testing.T) {
	if err := cert.DefaultPolicy().Validate(); err != nil {
		t.Fatalf("the default policy: %v", err)
	}
	for name, spoil := range map[string]func(*cert.Policy){
		"no scenario":       func(p *cert.Policy) { p.Scenarios = nil },
		"no version":        func(p *cert.Policy) { p.Version = 0 },
		"no days":           func(p *cert.Policy) { p.Scenarios[0].MaxDays = 0 },
		"no quota":          func(p *cert.Policy) { p.Scenarios[0].Quota = 0 },
		"the same twice":    func(p *cert.Policy) { p.Scenarios = append(p.Scenarios, p.Scenarios[0]) },
		"negative keeping":  func(p *cert.Policy) { p.RetainDays = -1 },
		"no notice version": func(p *cert.Policy) { p.NoticeVersion = 0 },
	} {
		p := cert.DefaultPolicy()
		spoil(&p)
		if p.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func date(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.MustParse(s)
}

func copies(appliedOn ...string) []cert.Copy {
	var cs []cert.Copy
	for _, s := range appliedOn {
		cs = append(cs, cert.Copy{
			State:       cert.Ready,
			Endorsement: &cert.Endorsement{Scenario: "本人调用", AppliedAt: date(s).Start().Add(10 * time.Hour)},
		})
	}
	return cs
}

func withState(s cert.CopyState, cs []cert.Copy) []cert.Copy {
	for i := range cs {
		cs[i].State = s
	}
	return cs
}
