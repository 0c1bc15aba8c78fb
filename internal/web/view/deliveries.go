package view

import (
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// Deliveries (/console/deliveries) takes a delivery in, and shows what one gave.
type Deliveries struct {
	Desk
	MayDeliver bool
	DryRun     bool      // field dry_run=yes, as last chosen
	Delivery   *Delivery // the summary of one; nil on the desk itself
	Problems   Problems  // of the upload form
}

// Delivery is what one delivered file gave.
type Delivery struct {
	FileName  string
	At        time.Time
	DryRun    bool
	Rows      int
	Added     int // with DryRun: would be added
	Unchanged int // already stored with equal content
	Refused   int
	Faults    []FaultGroup // most rows first
	ErrorsURL string       // the error file, "" where nothing was refused
}

// FaultGroup is the refused rows that have one cause at one column.
type FaultGroup struct {
	Reason fault.Reason
	Field  string // column, as delivered: 姓名
	Count  int
	Rows   []int // some of the record numbers, the header being 1
}

func (Deliveries) file() string { return "console/deliveries.html" }

// BarPart is a part of the bar that shows how a delivery went, in thousandths
// of its width.
type BarPart struct {
	Part        string // good, same or bad
	From, Width int
}

// leastVisible is the width below which a part could not be seen.
const leastVisible = 8

// Bar divides the rows into stored, unchanged and refused. A single refused
// row among thousands still shows.
func (d Delivery) Bar() []BarPart {
	if d.Rows <= 0 {
		return nil
	}
	bad := d.Refused * 1000 / d.Rows
	if d.Refused > 0 {
		bad = max(bad, leastVisible)
	}
	same := min(d.Unchanged*1000/d.Rows, 1000-bad)
	good := 1000 - bad - same
	return []BarPart{{"good", 0, good}, {"same", good, same}, {"bad", good + same, bad}}
}

// NothingNew reports whether the file changed nothing and had no faults.
func (d Delivery) NothingNew() bool { return d.Added == 0 && d.Refused == 0 }

// More reports whether Rows are only the first of the group.
func (g FaultGroup) More() bool { return g.Count > len(g.Rows) }
