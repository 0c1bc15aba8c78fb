package pades

import "yinxin.example/yinxin/internal/fault"

// Level is a baseline level of PAdES (EN 319 142-1, clause 6). The zero Level
// is B-B.
type Level uint8

// The levels, each holding the one before.
const (
	BaselineB   Level = iota // the signature alone
	BaselineT                // with the time of a timestamp authority
	BaselineLT               // with what proves the certificates
	BaselineLTA              // with a timestamp over all of that
)

// Levels lists all of them, the lowest first.
func Levels() []Level { return []Level{BaselineB, BaselineT, BaselineLT, BaselineLTA} }

// String gives the name used on the command line and in the database: "b-lta".
func (l Level) String() string {
	switch l {
	case BaselineB:
		return "b-b"
	case BaselineT:
		return "b-t"
	case BaselineLT:
		return "b-lt"
	case BaselineLTA:
		return "b-lta"
	default:
		return "none"
	}
}

// ParseLevel reads a name that String gives; "" is B-B. It fails with
// seal_level_unknown.
func ParseLevel(name string) (Level, error) {
	for _, l := range Levels() {
		if l.String() == name || name == "" {
			return l, nil
		}
	}
	return 0, fault.New("pades.ParseLevel", fault.Invalid, "seal_level_unknown")
}
