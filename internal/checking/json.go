package checking

import (
	"encoding/json"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/verify"
)

// standingJSON is a Standing as programs read it; every key is there in every
// case, and what does not apply is "", 0 or empty.
type standingJSON struct {
	State          string     `json:"state"` // a cert.State, not_issued, or "" where the register was not asked
	Kind           string     `json:"kind"`
	Reason         string     `json:"reason"`
	LegalBase      string     `json:"legal_base"`
	Since          civil.Date `json:"since"`
	Fields         []string   `json:"fields"`
	EarlierVersion bool       `json:"earlier_version"`
	NewestVersion  int        `json:"newest_version"`
	NewestState    cert.State `json:"newest_state"`
}

func (s Standing) json() standingJSON {
	out := standingJSON{
		State: string(s.State), Kind: string(s.Kind), Reason: s.Reason, LegalBase: s.LegalBase, Since: s.Since,
		Fields: append([]string{}, s.Fields...), EarlierVersion: s.Earlier,
	}
	if s.NotIssued {
		out.State = string(verify.CertificateNotIssued)
	}
	if s.Successor != nil {
		out.NewestVersion, out.NewestState = s.Successor.Version, s.Successor.State
	}
	return out
}

// MarshalJSON writes the report with what the register adds to it: "online"
// (the register was asked), "day" (the day asked about, "" for the moment of
// the check) and "standing" (the certificate's state and why).
func (r Result) MarshalJSON() ([]byte, error) {
	report, err := json.Marshal(r.Report)
	if err != nil {
		return nil, err
	}
	added, err := json.Marshal(struct {
		Online   bool         `json:"online"`
		Day      civil.Date   `json:"day"`
		Standing standingJSON `json:"standing"`
	}{r.Online, r.Day, r.Standing.json()})
	if err != nil {
		return nil, err
	}
	report[len(report)-1] = ','
	return append(report, added[1:]...), nil
}
