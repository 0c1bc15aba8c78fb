package view

import (
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// Standing is why a certificate is not in force: what anyone may be told.
type Standing struct {
	State     cert.State
	Kind      cert.ChangeKind // how it came into its state; "" where unknown
	Reason    string          // in the authority's words; may be empty
	LegalBase string          // may be empty
	Since     civil.Date      // zero where unknown
	Fields    []string        // of a correction: what differs, the ends of the texts field.…
	Version   int             // of the newest version, 0 where none took its place
	Newest    cert.State      // the newest version's state
}

// Told reports whether there is anything to tell beside the state.
func (s Standing) Told() bool { return s.Reason != "" || !s.Since.IsZero() || s.Version > 0 }
