package view

// Waiting reports whether a copy is being made.
func (e Endorsements) Waiting() bool {
	for _, c := range e.Copies {
		if c.State == CopyPending {
			return true
		}
	}
	return false
}

// UsedUp reports whether no turn is left.
func (q Quota) UsedUp() bool { return q.Used >= q.Limit }

// ThisTurn is which turn the next application takes, from 1.
func (q Quota) ThisTurn() int { return q.Used + 1 }
