package console

import (
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

func TestWhyCopiesWaitForTheirTimestamps(t *testing.T) {
	t.Parallel()
	for reason, want := range map[fault.Reason]string{
		"": "timestamp", "tsa_unavailable": "timestamp", "clock_differs": "timestamp",
		"evidence_missing": "evidence", "file_lost": "file", "file_differs": "file", "blob_too_large": "other",
	} {
		got := raisingOf(store.Raising{Copies: 3, Reason: reason})
		if got.Why != want || got.Copies != 3 || !slices.Contains(view.RaisingCauses(), got.Why) {
			t.Errorf("%q: %+v, want %s", reason, got, want)
		}
	}
}
