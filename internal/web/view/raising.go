package view

import "time"

// Raising is copies that were sealed without their timestamps and wait for them.
type Raising struct {
	Copies int // 0 for none
	Since  time.Time
	Why    string // the text raising.why.WHY
}

// RaisingCauses are the values of Raising.Why.
func RaisingCauses() []string { return []string{"evidence", "file", "timestamp", "other"} }
