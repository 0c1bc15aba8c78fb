package demo

import (
	"sync/atomic"
	"time"
)

// Clock is the demo's clock: it runs from a chosen moment, and can be set.
type Clock struct {
	offset atomic.Int64 // nanoseconds ahead of the machine's clock
}

// Now is the demo's time.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Set makes it be t now.
func (c *Clock) Set(t time.Time) { c.offset.Store(int64(time.Until(t))) }
