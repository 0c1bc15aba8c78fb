package cert

import (
	"errors"
	"fmt"
	"slices"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Scenario (使用场景) is a purpose a copy may be endorsed for, with its limits.
type Scenario struct {
	Name        string // 本人调用
	EnglishName string
	MaxDays     int          // longest validity in civil days, the day of application being day 1
	Quota       int          // applications per certificate within the window
	WindowDays  int          // civil days of the window that ends today, today being day 1
	Numbers     []NumberForm // as Forms, which see; none: masked only
}

// Policy holds the values of the rules. It is versioned; a copy keeps the
// version it was made under.
type Policy struct {
	Version       int
	Scenarios     []Scenario // the first is the default
	RetainDays    int        // days after expiry for which the file is kept at least; nothing deletes it yet
	HistoryDays   int        // days for which checks stay in a copy's history
	RecordDays    int        // days for which a record of a check is kept
	BatchDays     int        // days for which a batch of checks is kept with its results
	NoticeVersion int        // version of 服务须知 a holder must have agreed to
	LookupsPerDay int        // certificates that one organisation may ask about in a day, found or not
	// OrganisationNotice is the version of the notice that organisations must
	// have agreed to.
	OrganisationNotice int
	LookupMinutes      int // for which one code lets a session look certificates up
}

// DefaultPolicy has the national values for 本人调用, 90 days and 3 in 90, and
// purposes of our own beside it. A whole identity number is shown only where
// those who receive such copies work with it.
func DefaultPolicy() Policy {
	hidden := []NumberForm{NumberMasked, NumberLastFour}
	return Policy{
		Version: 1,
		Scenarios: []Scenario{
			{Name: "本人调用", EnglishName: "Use by the holder", MaxDays: 90, Quota: 3, WindowDays: 90, Numbers: hidden},
			{Name: "应聘", EnglishName: "Applying for a job", MaxDays: 30, Quota: 10, WindowDays: 90, Numbers: hidden},
			{Name: "注册执业", EnglishName: "Registering to practise", MaxDays: 60, Quota: 3, WindowDays: 90, Numbers: NumberForms()},
			{Name: "招投标", EnglishName: "Bidding", MaxDays: 90, Quota: 10, WindowDays: 90, Numbers: hidden},
			{Name: "职称评审", EnglishName: "Assessment for a professional title", MaxDays: 90, Quota: 3, WindowDays: 90, Numbers: NumberForms()},
		},
		RetainDays:         30,
		HistoryDays:        365,
		RecordDays:         365,
		BatchDays:          30,
		NoticeVersion:      1,
		LookupsPerDay:      1000,
		OrganisationNotice: 1,
		LookupMinutes:      30,
	}
}

// Validate refuses a policy that could not be kept.
func (p Policy) Validate() error {
	if p.Version < 1 || p.NoticeVersion < 1 || p.RetainDays < 0 || p.HistoryDays < 1 || p.RecordDays < 1 || len(p.Scenarios) == 0 {
		return errors.New("cert: policy needs a version, a notice version, a retention, days of history and of records, and a scenario")
	}
	if p.LookupsPerDay < 1 || p.LookupMinutes < 1 || p.OrganisationNotice < 1 {
		return errors.New("cert: policy needs look-ups of a day, minutes for which a code lets a session ask, and a version of the notice for organisations")
	}
	if p.BatchDays < 1 {
		return errors.New("cert: policy needs days for which batches are kept")
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

// Forms lists how copies may show the identity number, the default first.
func (s Scenario) Forms() []NumberForm {
	if len(s.Numbers) == 0 {
		return []NumberForm{NumberMasked}
	}
	return s.Numbers
}

// CheckNumber refuses a form of the identity number that the scenario does not
// have.
func (s Scenario) CheckNumber(f NumberForm) error {
	if !slices.Contains(s.Forms(), f) {
		return fault.New("cert.CheckNumber", fault.Invalid, "number_not_offered").At("number")
	}
	return nil
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
