package timestamps

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	shortestRest = time.Second
	longestRest  = 5 * time.Minute
)

// rest is how long an authority that failed is left alone. Once it is over, one
// query finds out whether it gives tokens again.
type rest struct {
	failures int
	began    time.Time
	until    time.Time
	trying   bool
}

// over reports whether the authority may be asked now, and whether that is a
// trial: the one query that says whether the rest goes on.
func (r *rest) over(now time.Time) (may, trial bool) {
	if r.failures == 0 {
		return true, false
	}
	if r.trying || r.goesOn(now) {
		return false, false
	}
	r.trying = true
	return true, true
}

// goesOn reports whether a rest is not over. A clock that was set back does not
// prolong it.
func (r *rest) goesOn(now time.Time) bool { return !now.Before(r.began) && now.Before(r.until) }

// begin is a query that failed. Those that were under way together count as
// one. asked is how long the authority itself wants to be left alone, 0 where it
// says nothing.
func (r *rest) begin(now time.Time, trial bool, asked time.Duration) {
	if r.failures > 0 && !trial {
		return
	}
	const doublings = 16 // more than lead to longestRest
	wait := shortestRest << min(r.failures, doublings)
	r.failures++
	r.trying = false
	r.began = now
	r.until = now.Add(min(max(wait, asked), longestRest))
}

// end is a query that succeeded.
func (r *rest) end() { *r = rest{} }

// undecided is a query of which nothing came.
func (r *rest) undecided(trial bool) {
	if trial {
		r.trying = false
	}
}

// statusError is a status of HTTP that is not 200.
type statusError struct {
	status int
	after  time.Duration // the authority asks to be left alone for it; 0 for nothing said
}

// Error implements error.
func (e *statusError) Error() string { return fmt.Sprintf("timestamps: HTTP status %d", e.status) }

// retryAfter reads Retry-After in seconds (RFC 9110, 10.2.3).
func retryAfter(r *http.Response) time.Duration {
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, int(longestRest/time.Second)))*time.Second, longestRest)
}

func askedFor(err error) time.Duration {
	var status *statusError
	if errors.As(err, &status) {
		return status.after
	}
	return 0
}
