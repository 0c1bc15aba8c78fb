package view

import (
	"strconv"
	"time"
)

// took writes how long something took at most: to the tenth of a second below
// ten, then in whole seconds, minutes or hours.
func took(text func(key string, pairs ...any) (string, error), d time.Duration) (string, error) {
	switch {
	case d < 10*time.Second:
		return text("took.seconds", "n", strconv.FormatFloat(d.Seconds(), 'g', 2, 64))
	case d < 2*time.Minute:
		return text("took.seconds", "n", whole(d, time.Second))
	case d < 2*time.Hour:
		return text("took.minutes", "n", whole(d, time.Minute))
	}
	return text("took.hours", "n", whole(d, time.Hour))
}

// whole counts units, the last one begun included.
func whole(d, unit time.Duration) int { return int((d + unit - 1) / unit) }
