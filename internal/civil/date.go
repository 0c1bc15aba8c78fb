// Package civil has dates as people write them: on the calendar of Beijing,
// without a time of day. Every rule of endorsement counts in these.
package civil

import (
	"fmt"
	"time"
	_ "time/tzdata" // the calendar must not depend on the machine's zone files
)

var shanghai = mustLoad("Asia/Shanghai")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("civil: embedded time zone data lacks " + name)
	}
	return loc
}

// Shanghai is the time zone of every civil date here (Asia/Shanghai).
func Shanghai() *time.Location { return shanghai }

// Date is a civil date in Asia/Shanghai. The zero Date is "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Of returns the date it is in Beijing at the instant t.
func Of(t time.Time) Date {
	y, m, d := t.In(shanghai).Date()
	return Date{y, m, d}
}

// Parse reads YYYY-MM-DD and refuses days the calendar does not have.
func Parse(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, time.UTC)
	if err != nil || len(s) != len(time.DateOnly) {
		return Date{}, fmt.Errorf("civil: %q is not a date of the form 2006-01-02", s)
	}
	y, m, d := t.Date()
	return Date{y, m, d}, nil
}

// MustParse is Parse for dates written in the program; it panics on others.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// String gives YYYY-MM-DD, "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Chinese gives 2027年2月19日, "" for the zero Date.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, int(d.Month), d.Day)
}

// AddDays returns the date n days later (earlier where n is negative).
func (d Date) AddDays(n int) Date {
	t := time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC)
	y, m, day := t.Date()
	return Date{y, m, day}
}

// Sub returns the number of days from o to d.
func (d Date) Sub(o Date) int {
	return int(d.utc().Sub(o.utc()) / (24 * time.Hour))
}

// Before reports whether d is earlier than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After reports whether d is later than o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// Compare orders dates: -1, 0 or 1.
func (d Date) Compare(o Date) int { return d.utc().Compare(o.utc()) }

// Start returns the first instant of the day in Beijing.
func (d Date) Start() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, shanghai)
}

// End returns the first instant after the day in Beijing: a copy good until d
// is good at every instant before d.End().
func (d Date) End() time.Time { return d.AddDays(1).Start() }

func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// MarshalText gives YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD, or "" as the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
