package bench

import "testing"

func TestLookupsAskBothRegisters(t *testing.T) {
	results, err := Lookups(t.Context(), LookupOptions{Small: 200, Large: 600, Questions: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != len(questions())+1 {
		t.Errorf("%d figures for %d questions and revocations", len(results), len(questions()))
	}
	for _, r := range results {
		if r.Small <= 0 || r.Large <= 0 || r.Ratio <= 0 {
			t.Errorf("%+v", r)
		}
	}
}
