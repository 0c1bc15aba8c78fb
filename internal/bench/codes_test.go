package bench

import (
	"testing"
	"time"
)

func TestCodesAreAskedForOnBothSides(t *testing.T) {
	r, err := Codes(t.Context(), CodeOptions{Copies: 100, Slice: time.Millisecond, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.PerSecond <= 0 || r.RawPerSecond <= 0 || r.Ratio <= 0 {
		t.Errorf("%+v", r)
	}
}
