package timestamps

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// State is what is known of an authority.
type State struct {
	Name       string        // host, and port where one is named
	Reason     fault.Reason  // why the last query gave no token: tsa_…, or clock_differs; "" where it did or none was sent
	Since      time.Time     // of Reason
	At         time.Time     // of the last token that was right; zero for none
	Difference time.Duration // of the last token's time from our clock's
}

// clock is whether ours is believed.
type clock struct {
	differs bool
	by      time.Duration
}

// States lists the authorities in the order in which they are asked.
func (c *Client) States() []State {
	all := make([]State, len(c.servers))
	for i, s := range c.servers {
		all[i] = s.last()
	}
	return all
}

// Clock fails as Unavailable with clock_differs while no authority's time is our
// clock's: nothing must be dated then. It says by how much, in whole seconds.
func (c *Client) Clock() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.clock.differs {
		return nil
	}
	return fault.New("timestamps.Clock", fault.Unavailable, "clock_differs").With("seconds", int(c.clock.by.Abs()/time.Second))
}

// Ready is Clock, and fails with tsa_unavailable while the last query to every
// authority failed.
func (c *Client) Ready() error {
	if err := c.Clock(); err != nil {
		return err
	}
	for _, s := range c.States() {
		if s.Reason == "" {
			return nil
		}
	}
	return fault.New("timestamps.Ready", fault.Unavailable, "tsa_unavailable")
}

// agreeAgainst believes our clock, which an authority agrees with, and not
// those that say another time: two clocks against one.
func (c *Client) agreeAgainst(apart []*server) {
	for _, s := range apart {
		s.contradicted()
	}
	c.set(clock{})
}

func (c *Client) differ(by time.Duration) { c.set(clock{differs: true, by: by}) }

// Able fails with tsa_unavailable while every authority rests: a query would ask
// nobody.
func (c *Client) Able(context.Context) error {
	for _, s := range c.servers {
		if s.awake() {
			return nil
		}
	}
	return fault.New("timestamps.Able", fault.Unavailable, "tsa_unavailable")
}

// AtOnce is how many queries are under way with an authority at most.
func (c *Client) AtOnce() int { return c.o.AtOnce }

func (c *Client) set(now clock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock = now
}
