package certificates

import (
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/web/view"
)

// waitsFor says what a pending copy waits for as far as that tells its holder
// something; the office sees the rest.
func waitsFor(obstacle error) view.WaitsFor {
	switch fault.ReasonOf(obstacle) {
	case "tsa_unavailable":
		return view.WaitsForTimestamp
	case "clock_differs", "clock_behind":
		return view.WaitsForClock
	}
	if seals.Waits(obstacle) {
		return view.WaitsForSeal
	}
	return ""
}
