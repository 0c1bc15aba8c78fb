//go:build pkcs11

package bench

import (
	"testing"
	"time"
)

func TestDeviceIsMeasured(t *testing.T) {
	results, err := Device(t.Context(), DeviceOptions{Slice: time.Millisecond, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 2 || results[0].Name != "hsm-sign" || results[1].Name != "hsm-seal" {
		t.Fatalf("%+v", results)
	}
	for _, r := range results {
		if r.PerSecond <= 0 || r.RawPerSecond <= 0 || r.Ratio <= 0 {
			t.Errorf("%+v", r)
		}
	}
}
