package verify

import (
	"encoding/json"
	"slices"
	"time"
)

// Report is everything Check found out. Reasons and Notes are codes of
// docs/reasons.md: reasons lower the verdict, notes only say what was not
// looked at.
type Report struct {
	Verdict     Verdict
	Reasons     []string
	Integrity   Integrity
	Seal        Seal
	Certificate Certificate
	Endorsement Endorsement

	Data *Data // what the copy says; nil for other makers' files
	// CheckReport is what a sealed report of checks says; nil for every other file.
	CheckReport *CheckReport
	Signers     []Signer
	Notes       []string
	Demo        bool      // the signing certificate is a demonstration's
	At          time.Time // the instant judged

	// IntactRevision is the length in bytes of the longest beginning of a
	// changed file that is intact by itself; 0 where there is none.
	IntactRevision int
}

// Signer is one signature of the file, oldest first.
type Signer struct {
	Name         string    `json:"name"`         // common name, else organisation; "" where unreadable
	Organization string    `json:"organization"` // O of the subject
	Field        string    `json:"field"`        // the signature field's name
	Integrity    Integrity `json:"integrity"`
	Seal         Seal      `json:"seal"`
	Reasons      []string  `json:"reasons"`
	Timestamp    bool      `json:"timestamp"`     // a document timestamp, not a person's signature
	Covers       int       `json:"covers"`        // bytes from the start of the file up to the end of its revision
	Certified    int       `json:"certified"`     // DocMDP's P, 0 for none
	SerialNumber string    `json:"serial_number"` // of the signing certificate, hexadecimal
	Algorithm    string    `json:"algorithm"`     // "ECDSA P-256 with SHA-256", "SM2 with SM3"; "" where unreadable

	// Level is the baseline level of PAdES (EN 319 142-1) that the file shows for
	// this signature with what is trusted: "B-B", "B-T", "B-LT" or "B-LTA"; "" for
	// timestamps, and for a signature that is not intact.
	Level string `json:"level"`
	// Times are those that trusted timestamps give the signature: of its own one,
	// then of the document's, oldest first.
	Times []time.Time `json:"times"`

	// ProvenAt is when a trusted timestamp shows the signature to exist; zero
	// where none does. Certificates are judged as of then.
	ProvenAt time.Time `json:"proven_at,omitzero"`

	// ElectronicSeal is what it was made with where that is an electronic seal and
	// no CMS; nil for every other signature, and where it cannot be read.
	ElectronicSeal *ElectronicSeal `json:"electronic_seal,omitempty"`
}

// ElectronicSeal is a seal object of GB/T 38540 or GM/T 0031 as it says of itself;
// Signer.Seal tells whether it and its maker are trusted.
type ElectronicSeal struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Maker   string    `json:"maker"`   // common name, else organisation, of whoever made it
	Version int       `json:"version"` // of its structure
	From    time.Time `json:"valid_from"`
	Until   time.Time `json:"valid_until"`
}

// MarshalJSON writes the report with every one of its keys in every case;
// without data "data" is an empty object.
func (r Report) MarshalJSON() ([]byte, error) {
	data := any(struct{}{})
	if r.Data != nil {
		data = r.Data
	}
	return json.Marshal(struct {
		Verdict        Verdict     `json:"verdict"`
		Reasons        []string    `json:"reasons"`
		Integrity      Integrity   `json:"integrity"`
		Seal           Seal        `json:"seal"`
		Certificate    Certificate `json:"certificate"`
		Endorsement    Endorsement `json:"endorsement"`
		Data           any         `json:"data"`
		Signers        []Signer    `json:"signers"`
		Notes          []string    `json:"notes"`
		Demo           bool        `json:"demo"`
		At             time.Time   `json:"at,omitzero"`
		IntactRevision int         `json:"intact_revision"`

		CheckReport *CheckReport `json:"check_report"` // null for every other file

		Indication    Indication    `json:"indication"`
		SubIndication SubIndication `json:"sub_indication"`
	}{r.Verdict, list(r.Reasons), r.Integrity, r.Seal, r.Certificate, r.Endorsement, data,
		list(r.Signers), list(r.Notes), r.Demo, r.At, r.IntactRevision, r.CheckReport, r.Indication(), r.SubIndication()})
}

// MarshalJSON writes the signer with a list of reasons in every case.
func (s Signer) MarshalJSON() ([]byte, error) {
	type plain Signer
	s.Reasons, s.Times = list(s.Reasons), list(s.Times)
	return json.Marshal(plain(s))
}

// list makes nil an empty list, which JSON writes as [].
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// add puts reasons into the report once each and draws the verdict from them.
func (r *Report) add(codes ...string) {
	for _, code := range codes {
		reason, _ := find(code)
		if !slices.Contains(r.Reasons, code) {
			r.Reasons = append(r.Reasons, code)
		}
		r.Verdict = worse(r.Verdict, reason.effect)
	}
}

// has reports whether a code is among the reasons or notes.
func (r Report) has(code string) bool {
	return slices.Contains(r.Reasons, code) || slices.Contains(r.Notes, code)
}

// note puts a note into the report, once.
func (r *Report) note(code string) {
	if !slices.Contains(r.Notes, code) {
		r.Notes = append(r.Notes, code)
	}
}

func worse(a, b Verdict) Verdict {
	switch {
	case a == Invalid || b == Invalid:
		return Invalid
	case a == Indeterminate || b == Indeterminate:
		return Indeterminate
	}
	return Valid
}
