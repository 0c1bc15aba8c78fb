package overview

import (
	"slices"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
)

// byHour lines up what was counted from an hour on.
func byHour(from time.Time, applied, made []store.HourCount) []Hour {
	all := make([]Hour, hours)
	for i := range all {
		all[i].From = from.Add(time.Duration(i) * time.Hour)
	}
	for _, c := range applied {
		if i := int(c.Hour.Sub(from) / time.Hour); !c.Hour.Before(from) && i < hours {
			all[i].Applied += c.Copies
		}
	}
	for _, c := range made {
		if i := int(c.Hour.Sub(from) / time.Hour); i < hours {
			all[i].Made += c.Copies
		}
	}
	return all
}

// byDay lines up what was counted from a day on, in Beijing.
func byDay(first civil.Date, n int, counts []store.HourCount) []Day {
	all := make([]Day, n)
	for i := range all {
		all[i].On = first.AddDays(i)
	}
	for _, c := range counts {
		if i := civil.Of(c.Hour).Sub(first); i >= 0 && i < n {
			all[i].Copies += c.Copies
		}
	}
	return all
}

// percentile is how long p of 100 copies took at most, 0 where none was made:
// the nearest rank of times that are rounded up.
func percentile(made []store.HourCount, p int) time.Duration {
	took := map[time.Duration]int{}
	all := 0
	for _, c := range made {
		took[c.Within] += c.Copies
		all += c.Copies
	}
	var times []time.Duration
	for t := range took {
		times = append(times, t)
	}
	slices.Sort(times)
	rank := (all*p + 99) / 100
	for _, t := range times {
		if rank -= took[t]; rank <= 0 {
			return t
		}
	}
	return 0
}

// EndingSeal is a seal whose chain ends soon, or has ended.
type EndingSeal struct {
	ID    string
	Until time.Time
	Over  bool
}

// endingSeals are an authority's seals that a chain's end will stop.
func endingSeals(all []store.Seal, authority string, now time.Time) []EndingSeal {
	var ending []EndingSeal
	for _, s := range all {
		if s.Authority != authority || s.State != store.SealActive && s.State != store.SealFrozen {
			continue
		}
		if until, ok := seals.ChainEnds(s); ok && until.Sub(now) < chainsEnding {
			ending = append(ending, EndingSeal{s.ID, until, until.Before(now)})
		}
	}
	slices.SortFunc(ending, func(a, b EndingSeal) int { return a.Until.Compare(b.Until) })
	return ending
}
