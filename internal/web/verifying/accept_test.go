package verifying

import (
	"net/http"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func TestWantsJSON(t *testing.T) {
	for accept, want := range map[string]bool{
		"":                                  false,
		"*/*":                               false,
		"application/json":                  true,
		"application/json;q=0.9":            true,
		"text/plain, application/json":      true,
		"text/html, application/json":       false,
		"application/json, text/html;q=0.1": false,
		"application/jsonp":                 false,
		"\x00":                              false,
	} {
		r := &http.Request{Header: http.Header{"Accept": {accept}}}
		if got := wantsJSON(r); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}

func TestThrottleCountsEachClient(t *testing.T) {
	now := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	limit := newThrottle(rate.Every(time.Second), 2, func() time.Time { return now })
	for i, want := range []bool{true, true, false} {
		if got := limit.allow("192.0.2.1"); got != want {
			t.Errorf("attempt %d: %v", i+1, got)
		}
	}
	if !limit.allow("192.0.2.2") {
		t.Error("one client's attempts are counted against another")
	}
	now = now.Add(time.Second)
	if !limit.allow("192.0.2.1") || limit.allow("192.0.2.1") {
		t.Error("a second later there is not one attempt more")
	}
}
