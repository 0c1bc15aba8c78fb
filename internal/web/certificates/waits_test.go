package certificates

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/view"
)

func TestWhatACopyWaitsFor(t *testing.T) {
	t.Parallel()
	for reason, want := range map[fault.Reason]view.WaitsFor{
		"tsa_unavailable":     view.WaitsForTimestamp,
		"clock_differs":       view.WaitsForClock,
		"clock_behind":        view.WaitsForClock,
		"seal_frozen":         view.WaitsForSeal,
		"hsm_unavailable":     view.WaitsForSeal,
		"certificate_changed": "",
	} {
		if got := waitsFor(fault.New("test", fault.Unavailable, reason)); got != want {
			t.Errorf("%s: %q, want %q", reason, got, want)
		}
	}
	if got := waitsFor(nil); got != "" {
		t.Errorf("nothing: %q", got)
	}
}
