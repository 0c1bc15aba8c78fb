package view

import "yinxin.example/yinxin/internal/cert"

// Tones colour a state and choose its sign: ok, warn, bad, wait or none. Each
// state has its word beside, so that colour never stands alone.
const (
	toneOK   = "ok"
	toneWarn = "warn"
	toneBad  = "bad"
	toneWait = "wait"
	toneNone = "none"
)

func stateTone(s cert.State) string {
	switch s {
	case cert.InForce:
		return toneOK
	case cert.Suspended, cert.Corrected:
		return toneWarn
	default:
		return toneBad
	}
}

// Tone of a copy's state.
func (s CopyState) Tone() string {
	switch s {
	case CopyReady:
		return toneOK
	case CopyPending:
		return toneWait
	case CopyFailed:
		return toneBad
	default:
		return toneNone
	}
}

// Tone of the whole verdict.
func (j Judgement) Tone() string {
	switch j.Verdict {
	case "valid":
		return toneOK
	case "invalid":
		return toneBad
	default:
		return toneWarn
	}
}

// Tone of an answer, whichever of the four it is: no word means two things.
func (a Answer) Tone() string {
	switch a.State {
	case "intact", "trusted", "valid", "not_needed":
		return toneOK
	case "not_judged", "absent", "unknown_offline":
		return toneNone
	case "untrusted", "unknown":
		return toneWarn
	default:
		return toneBad
	}
}
