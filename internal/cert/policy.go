package cert

import (
	"fmt"
	"sort"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Offering is one row of the catalogue: what may be delivered, who issues it,
// which seal it bears, and from when it needs an endorsement and is online.
type Offering struct {
	Qualification string     // 资格名称
	EnglishName   string     // 英文名称
	Level         string     // 级别; may be empty
	Specialty     string     // 专业; may be empty
	Authority     string     // 签发单位
	Seal          string     // 印章, the name of the authority whose seal it bears
	EndorsedFrom  civil.Date // 加注起始日期: issued on or after, an endorsement is needed; zero for never
	OnlineFrom    int        // 上线起始年度, the first year online; 0 for not online
}

// Scenario (使用场景) is a purpose a copy may be endorsed for, with its limits.
type Scenario struct {
	Name        string // 本人调用
	EnglishName string
	MaxDays     int // longest validity in civil days, the day of application being day 1
	Quota       int // applications per certificate within the window
	WindowDays  int // civil days of the window that ends today, today being day 1
}

// Policy holds the values of the rules. It is versioned; a copy keeps the
// version it was made under.
type Policy struct {
	Version       int
	Scenarios     []Scenario // the first is the default
	RetainDays    int        // days after expiry for which the file is kept
	NoticeVersion int        // version of 服务须知 a holder must have agreed to
}

// DefaultPolicy has the national values: 90 days, 3 in 90, 本人调用.
func DefaultPolicy() Policy {
	return Policy{
		Version:       1,
		Scenarios:     []Scenario{{Name: "本人调用", EnglishName: "Use by the holder", MaxDays: 90, Quota: 3, WindowDays: 90}},
		RetainDays:    30,
		NoticeVersion: 1,
	}
}

// Validate refuses a policy that could not be kept.
func (p Policy) Validate() error {
	if p.Version < 1 || p.NoticeVersion < 1 || p.RetainDays < 0 || len(p.Scenarios) == 0 {
		return fmt.Errorf("cert: policy needs a version, a notice version, a retention and a scenario")
	}
	seen := map[string]bool{}
	for _, s := range p.Scenarios {
		if s.Name == "" || seen[s.Name] || s.MaxDays < 1 || s.Quota < 1 || s.WindowDays < 1 {
			return fmt.Errorf("cert: scenario %q needs a name of its own, and days, quota and window of at least 1", s.Name)
		}
		seen[s.Name] = true
	}
	return nil
}

// Scenario finds a scenario by its name.
func (p Policy) Scenario(name string) (Scenario, error) {
	for _, s := range p.Scenarios {
		if s.Name == name {
			return s, nil
		}
	}
	return Scenario{}, fault.New("cert.Scenario", fault.Invalid, "scenario_unknown").At("scenario")
}

// NeedsEndorsement reports whether a certificate is handed out only endorsed:
// an e-certificate issued on or after the catalogue's date, that day included.
// The zero date is never.
func NeedsEndorsement(c Certificate, endorsedFrom civil.Date) bool {
	return c.Kind == ECertificate && !endorsedFrom.IsZero() && !c.IssuedOn.Before(endorsedFrom)
}

// LastDay is the latest day an endorsement applied for today may be good until.
func (s Scenario) LastDay(today civil.Date) civil.Date { return today.AddDays(s.MaxDays - 1) }

// CheckValidUntil refuses a validity of less than a day or more than MaxDays.
func (s Scenario) CheckValidUntil(today, until civil.Date) error {
	const op = "cert.CheckValidUntil"
	switch {
	case until.IsZero():
		return fault.New(op, fault.Invalid, "valid_until_malformed").At("valid_until")
	case until.Before(today):
		return fault.New(op, fault.Invalid, "valid_until_past").At("valid_until")
	case until.After(s.LastDay(today)):
		return fault.New(op, fault.Invalid, "valid_until_too_late").At("valid_until").
			With("days", s.MaxDays).With("last", s.LastDay(today))
	}
	return nil
}

// Turns says how much of a quota is used.
type Turns struct {
	Used   int
	Limit  int
	NextOn civil.Date // the day the next turn comes; zero while one is left
}

// Left is the number of turns that can be taken today.
func (t Turns) Left() int { return max(0, t.Limit-t.Used) }

// Turns counts the applications among copies that use a turn today: those of
// this scenario applied for within the window that ends today, made, pending,
// expired or withdrawn alike, but not the failed ones.
func (s Scenario) Turns(today civil.Date, copies []Copy) Turns {
	first := today.AddDays(1 - s.WindowDays)
	var days []civil.Date
	for _, c := range copies {
		if c.Endorsement == nil || c.Endorsement.Scenario != s.Name || c.State == Failed {
			continue
		}
		if on := civil.Of(c.Endorsement.AppliedAt); !on.Before(first) {
			days = append(days, on)
		}
	}
	t := Turns{Used: len(days), Limit: s.Quota}
	if t.Left() == 0 {
		sort.Slice(days, func(i, j int) bool { return days[i].Before(days[j]) })
		t.NextOn = days[len(days)-s.Quota].AddDays(s.WindowDays)
	}
	return t
}
