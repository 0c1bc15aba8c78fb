package cert_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
)

func TestQueryNumbers(t *testing.T) {
	seen := map[cert.QueryNumber]bool{}
	for range 1000 {
		n := cert.NewQueryNumber()
		if seen[n] || len(n.String()) > 32 {
			t.Fatalf("%s: drawn twice, or too long", n)
		}
		seen[n] = true
		for _, typed := range []string{string(n), n.String(), strings.ToLower(n.String()), strings.NewReplacer("0", "o", "1", "l").Replace(" " + n.String())} {
			if got, err := cert.ParseQueryNumber(typed); err != nil || got != n {
				t.Fatalf("%q: %s, %v", typed, got, err)
			}
		}
		// One character wrong is found by the check.
		other := byte('A')
		if n[7] == other {
			other = 'B'
		}
		if _, err := cert.ParseQueryNumber(string(n[:7]) + string(other) + string(n[8:])); err == nil {
			t.Fatalf("%s with another eighth character passes", n)
		}
	}
	for _, typed := range []string{"", "0000-0000-0000-1", string(cert.NewCode()), strings.Repeat("0", 100), "00000000000000000*"} {
		if n, err := cert.ParseQueryNumber(typed); err == nil {
			t.Errorf("%q is %s", typed, n)
		}
	}
}

func FuzzQueryNumbers(f *testing.F) {
	for _, seed := range []string{"", string(cert.NewQueryNumber()), "lo-io", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n, err := cert.ParseQueryNumber(typed)
		if err != nil {
			return
		}
		if again, err := cert.ParseQueryNumber(n.String()); err != nil || again != n {
			t.Errorf("%q: %s, then %s, %v", typed, n, again, err)
		}
	})
}
