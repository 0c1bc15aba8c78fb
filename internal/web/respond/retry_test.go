package respond

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
)

func TestRetryAfterSaysWhatTheReaderIsTold(t *testing.T) {
	throttled := fault.New("test", fault.Throttled, "too_many_attempts")
	if got := seconds(retryAfter(throttled)); got != "60" {
		t.Errorf("without minutes %s", got)
	}
	if got := seconds(retryAfter(fault.Wrap("web", throttled.With("minutes", 8*60)))); got != "28800" {
		t.Errorf("with minutes %s", got)
	}
}
