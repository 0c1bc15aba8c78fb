package view

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
