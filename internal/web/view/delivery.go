package view

// UpToRefused is where the refused rows begin in the bar.
func (d Delivery) UpToRefused() int { return d.Added + d.Unchanged }

// NothingNew reports whether the file changed nothing and had no faults.
func (d Delivery) NothingNew() bool { return d.Added == 0 && d.Refused == 0 }

// More reports whether Rows are only the first of the group.
func (g FaultGroup) More() bool { return g.Count > len(g.Rows) }
