package cert

import "yinxin.example/yinxin/internal/civil"

// SealItem is one line of what a seal may seal.
type SealItem struct {
	Qualification string     `json:"qualification"`
	From          civil.Date `json:"from"` // first day it may seal; zero for any day
}

// SealScope is all that a seal may seal. It refuses the rest.
type SealScope []SealItem

// Find returns the line of a qualification.
func (s SealScope) Find(qualification string) (SealItem, bool) {
	for _, item := range s {
		if item.Qualification == qualification {
			return item, true
		}
	}
	return SealItem{}, false
}

// Begun reports whether the line is good on a day of sealing.
func (i SealItem) Begun(day civil.Date) bool { return !day.Before(i.From) }

// Qualifications lists what the scope names, in its order.
func (s SealScope) Qualifications() []string {
	var names []string
	for _, item := range s {
		names = append(names, item.Qualification)
	}
	return names
}
