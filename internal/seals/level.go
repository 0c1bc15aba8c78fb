package seals

import (
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/store"
)

// Levels lists the levels a seal may have, the lowest first, by name.
func Levels() []string {
	var names []string
	for _, l := range pades.Levels() {
		names = append(names, l.String())
	}
	return names
}

// LevelsOf lists those that a seal of a form may have.
func LevelsOf(form string) []string {
	var names []string
	for _, l := range pades.Levels() {
		if goesWith(FormName(form), l) {
			names = append(names, l.String())
		}
	}
	return names
}

// LevelName is the name of a seal's level, which an old one has not.
func LevelName(level string) string {
	l, err := pades.ParseLevel(level)
	if err != nil {
		return level
	}
	return l.String()
}

// LevelText is a level for people to read: "B-LTA".
func LevelText(level string) string { return strings.ToUpper(LevelName(level)) }

// relevelling checks and tells a change of the level of a seal.
func relevelling(s store.Seal, asked string) (payload, []store.Change, error) {
	const op = "seals.Propose"
	level, err := pades.ParseLevel(asked)
	if err != nil || asked == "" {
		return payload{}, nil, fault.New(op, fault.Invalid, "seal_level_unknown").At("level")
	}
	if isSecond(s) || !goesWith(FormName(s.Form), level) {
		return payload{}, nil, fault.New(op, fault.Conflict, "seal_form_without_level")
	}
	if LevelText(s.Level) == LevelText(asked) {
		return payload{}, nil, fault.New(op, fault.Invalid, "seal_unchanged").At("level")
	}
	return payload{Level: level.String()}, []store.Change{{Field: "seal.level", Before: LevelText(s.Level), After: LevelText(asked)}}, nil
}
