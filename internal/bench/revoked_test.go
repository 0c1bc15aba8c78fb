package bench

import "testing"

func TestRevokedAsksBoth(t *testing.T) {
	results, err := Revoked(t.Context(), RevokedOptions{Small: 20, Large: 200, Questions: 5})
	if err != nil || len(results) != 3 {
		t.Fatalf("%+v, %v", results, err)
	}
	for _, r := range results {
		if r.Small <= 0 || r.Large <= 0 || r.Ratio <= 0 {
			t.Errorf("%+v", r)
		}
	}
}
