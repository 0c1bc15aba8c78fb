package timestamps_test

import (
	"net/http"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

func TestClockThatDiffers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		ahead   time.Duration
		differs bool
	}{
		"the same":            {0, false},
		"a minute ahead":      {time.Minute, false},
		"more than a minute":  {time.Minute + time.Second, true},
		"a minute behind":     {-time.Minute, false},
		"behind by more":      {-time.Minute - time.Second, true},
		"tomorrow, in effect": {24 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := newClock()
			r := newRoot(t, ahead(now, -48*time.Hour))
			c := client(t, now, r, r.service(t, ahead(now, tc.ahead).Now))
			_, err := c.Stamp(t.Context(), digest())
			if got := fault.ReasonOf(err) == "clock_differs"; got != tc.differs || (err != nil) != tc.differs {
				t.Errorf("stamped: %v", err)
			}
			if got := fault.ReasonOf(c.Clock()) == "clock_differs"; got != tc.differs {
				t.Errorf("clock: %v", c.Clock())
			}
		})
	}
}

func TestOneClockAgainstTwo(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, ahead(now, -48*time.Hour))
	wrong, right := r.service(t, ahead(now, time.Hour).Now), r.service(t, now.Now)
	c := client(t, now, r, wrong, right)
	for range 3 {
		if _, err := c.Stamp(t.Context(), digest()); err != nil {
			t.Error(err)
		}
	}
	if wrong.asked.Load() != 1 || c.Clock() != nil || c.States()[0].Reason != "clock_differs" || c.States()[0].Difference != time.Hour {
		t.Errorf("asked %d times, %+v", wrong.asked.Load(), c.States()[0])
	}
}

func TestProbeTellsOfAuthoritiesAndClock(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, ahead(now, -48*time.Hour))
	theirs := ahead(now, 0)
	first, second := r.service(t, theirs.Now), r.service(t, theirs.Now)
	c := client(t, now, r, first, second)
	probe := func(want fault.Reason) {
		t.Helper()
		if err := c.Probe(t.Context()); fault.ReasonOf(err) != want {
			t.Errorf("%v, want %q", err, want)
		}
	}
	probe("")
	probe("") // known a moment ago: not asked again
	if first.asked.Load() != 1 || second.asked.Load() != 1 {
		t.Errorf("asked %d and %d times", first.asked.Load(), second.asked.Load())
	}
	now.Advance(2 * time.Minute) // ours runs ahead, and both say so
	probe("clock_differs")
	if err := c.Ready(); fault.ReasonOf(err) != "clock_differs" {
		t.Error(err)
	}
	theirs.Advance(2 * time.Minute)
	probe("")
	first.spoil(http.NotFound)
	second.spoil(http.NotFound)
	now.Advance(30 * time.Second)
	probe("") // of less than a minute ago
	now.Advance(30 * time.Second)
	probe("tsa_unavailable")
	first.spoil(nil)
	theirs.Advance(time.Minute)
	now.Advance(time.Second)
	probe("")
}
