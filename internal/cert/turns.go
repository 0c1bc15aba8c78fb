package cert

import (
	"slices"

	"yinxin.example/yinxin/internal/civil"
)

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
		slices.SortFunc(days, civil.Date.Compare)
		t.NextOn = days[len(days)-s.Quota].AddDays(s.WindowDays)
	}
	return t
}
