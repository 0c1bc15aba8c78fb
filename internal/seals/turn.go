package seals

import (
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

// Turn is where a seal stands among its authority's seals.
type Turn string

// The turns. A seal waits as the next until its day, is the current one until
// a newer one's day, and then the previous one: what it sealed goes on being
// verified, and it seals nothing more. Out is a seal that has no chain yet or
// is retired.
const (
	NextTurn     Turn = "next"
	CurrentTurn  Turn = "current"
	PreviousTurn Turn = "previous"
	Out          Turn = ""
)

// TurnOf tells a seal's turn on a day among all, oldest first. A seal of which
// a newer one has taken over but a part of its list is still the current one.
func TurnOf(s store.Seal, all []store.Seal, day civil.Date) Turn {
	switch {
	case s.State != store.SealActive && s.State != store.SealFrozen:
		return Out
	case day.Before(s.From):
		return NextTurn
	}
	begun := false
	for _, item := range s.Scope {
		if latest, ok := latestFor(all, s.Authority, item.Qualification, day, isSecond(s)); ok && latest.ID == s.ID {
			return CurrentTurn
		}
		begun = begun || item.Begun(day)
	}
	if !begun {
		return NextTurn
	}
	return PreviousTurn
}

// latestFor finds the seal that alone seals an authority's certificates of a
// qualification on a day: of those in use or frozen whose list has it and whose
// day has come, the one whose day came last, and of several the last in all. A frozen one keeps its place: nothing steps in for
// a key that somebody has doubts about, and which key sealed what on a day can
// be told from the days alone. Seals that only stand beside another take their
// turns among themselves.
func latestFor(all []store.Seal, authority, qualification string, day civil.Date, second bool) (latest store.Seal, ok bool) {
	for _, s := range all {
		item, listed := s.Scope.Find(qualification)
		sealing := s.State == store.SealActive || s.State == store.SealFrozen
		if s.Authority != authority || isSecond(s) != second || !sealing || !listed || !item.Begun(day) || day.Before(s.From) {
			continue
		}
		if !ok || !s.From.Before(latest.From) {
			latest, ok = s, true
		}
	}
	return latest, ok
}
