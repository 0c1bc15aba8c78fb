package intake

import (
	"cmp"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// shownLines is how many rows of a group of faults are named.
	shownLines = 12
	// shownNames is how many waiting names are listed; more are counted only.
	shownNames = 500
)

// survey collects, in memory that does not grow with the file, what a check
// tells people.
type survey struct {
	faults  map[cause]*store.FaultGroup
	added   map[store.Covered]int
	waiting int // rows whose names wait for a font
	sample  *sample
}

type cause struct {
	field  string
	reason fault.Reason
}

func newSurvey(seed uint64) *survey {
	return &survey{
		faults: map[cause]*store.FaultGroup{}, added: map[store.Covered]int{}, sample: newSample(seed),
	}
}

// take notes what became of a batch of rows.
func (s *survey) take(_ []delivery.Record, v delivery.Verdict) {
	for _, f := range v.Faults {
		k := cause{f.Field, f.Reason}
		g := s.faults[k]
		if g == nil {
			g = &store.FaultGroup{Reason: f.Reason, Field: f.Field}
			s.faults[k] = g
		}
		g.Count++
		if len(g.Lines) < shownLines {
			g.Lines = append(g.Lines, f.Line)
		}
		if f.Reason == delivery.ReasonNameUnrenderable {
			s.waiting++
		}
	}
	for _, c := range v.New {
		s.added[store.Covered{
			Authority: c.Authority, Qualification: c.Qualification, Level: c.Level, Year: c.ApprovedOn.Year, Kind: c.Kind,
		}]++
		s.sample.take(c)
	}
}

// groups are the causes, most rows first.
func (s *survey) groups() []store.FaultGroup {
	all := make([]store.FaultGroup, 0, len(s.faults))
	for _, g := range s.faults {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b store.FaultGroup) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason))
	})
	return all
}

// lines are what would be added, by qualification, level, year and kind.
func (s *survey) lines() []store.Covered {
	all := make([]store.Covered, 0, len(s.added))
	for line, n := range s.added {
		line.Certificates = n
		all = append(all, line)
	}
	slices.SortFunc(all, func(a, b store.Covered) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Qualification, b.Qualification),
			cmp.Compare(a.Level, b.Level), cmp.Compare(b.Year, a.Year), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// sampled is a certificate of the proof sheet, and why it is there.
type sampled struct {
	Why         string
	Certificate cert.Certificate
}
