package console

import (
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// raisingOf says why copies wait as far as the office can do something about it.
func raisingOf(r store.Raising) view.Raising {
	waiting := view.Raising{Copies: r.Copies, Since: r.Since, Why: "other"}
	switch r.Reason {
	case "", "tsa_unavailable", "clock_differs":
		waiting.Why = "timestamp"
	case "evidence_missing", "revocation_list_too_long", "timestamp_too_large":
		waiting.Why = "evidence"
	case "file_lost", "file_differs", "copy_not_extendable":
		waiting.Why = "file"
	}
	return waiting
}
