package world

import (
	"sync"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Clock stands still until it is set.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// newClock is a clock at noon of 22 November 2026 in Beijing.
func newClock() *Clock {
	return &Clock{now: time.Date(2026, time.November, 22, 12, 0, 0, 0, civil.Shanghai())}
}

// Now is the time on the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set makes it be t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance moves the clock on, or back.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Today is the date on the clock, in Beijing.
func (c *Clock) Today() civil.Date { return civil.Of(c.Now()) }
