package api

import (
	"encoding/json"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
)

// What is let through is one JSON value, and what is refused is refused for a
// reason that repeats nothing of it.
func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[1,2]`, `"x"`, `null`, `{"a":{"b":[]}}`, `{} {}`, `{`, `]`, `{"a":}`, "\xff", `"\u0000"`, `1e999`, "",
		strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		err := checkJSON(body)
		switch {
		case err == nil && !json.Valid(body):
			t.Errorf("%q is let through", body)
		case err != nil && !fault.Is(err, fault.Invalid):
			t.Errorf("%q is refused by %v", body, err)
		case err != nil && fault.ReasonOf(err) == "body_too_deep" && strings.Count(string(body), "[")+strings.Count(string(body), "{") <= maxDepth:
			t.Errorf("%q is too deep", body)
		}
	})
}
