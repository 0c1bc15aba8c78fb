package messages

import (
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Way is by what a message reaches its reader.
type Way string

// The ways.
const (
	ByPhone Way = "sms"
	ByMail  Way = "mail"
)

// Ways lists the ways, in the order of the page.
func Ways() []Way { return []Way{ByPhone, ByMail} }

// WayOf is by what a telephone number or mail address is reached.
func WayOf(to string) Way {
	if strings.Contains(to, "@") {
		return ByMail
	}
	return ByPhone
}

// Quiet are the hours in which nothing is sent that can wait: from the hour
// From until the hour To, each 0 to 23 by the clock of Beijing, over midnight
// where To comes first. Equal ones are none.
type Quiet struct{ From, To int }

// UsualQuiet are the quiet hours of those who chose none.
func UsualQuiet() Quiet { return Quiet{From: 22, To: 8} }

// Valid reports whether both are hours of a day.
func (q Quiet) Valid() bool {
	return q.From >= 0 && q.From < 24 && q.To >= 0 && q.To < 24
}

// After is the first instant from t on that is not quiet.
func (q Quiet) After(t time.Time) time.Time {
	hour := t.In(civil.Shanghai()).Hour()
	quiet := q.From <= hour && hour < q.To
	if q.From > q.To {
		quiet = hour >= q.From || hour < q.To
	}
	if !quiet {
		return t
	}
	day := civil.Of(t)
	if hour >= q.To {
		day = day.AddDays(1)
	}
	return day.Start().Add(time.Duration(q.To) * time.Hour)
}
