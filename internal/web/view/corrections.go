package view

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

// Corrections (/corrections, 更正申请) is what a holder asked to be set right,
// and where it stands.
type Corrections struct {
	Chrome
	Rows []RequestRow
	Days int // within which an authority answers
}

// RequestRow is one request of a list.
type RequestRow struct {
	ID            string
	Subject       string // the text request.subject.SUBJECT names it
	Qualification string
	Office        string // the authority that is asked
	AskedAt       time.Time
	DueOn         civil.Date
	State         store.RequestState
	Overdue       bool // its day is over and it has no answer
}

// Tone of a request's state.
func (r RequestRow) Tone() string {
	switch {
	case r.State == store.RequestDone:
		return toneOK
	case r.State == store.RequestRefused || r.Overdue:
		return toneWarn
	default:
		return toneWait
	}
}

// Correction (/corrections/{id}) is one request, step by step.
type Correction struct {
	Chrome
	RequestRow
	Year       string
	Wrong      string
	Right      string
	Evidence   []store.Evidence
	TakenAt    time.Time // zero until an officer has it
	Proposed   bool      // a second person looks at what would be changed
	AnsweredAt time.Time // zero until then
	Answer     string    // "" where what was asked for was done
}

// CorrectionForm (/corrections/new) asks for a correction.
type CorrectionForm struct {
	Chrome
	Certificates  []CertificateHead // the holder's own
	Certificate   string            // chosen, by ID; MissingCertificate for one that is missing
	Authorities   []string          // that can be asked for a missing one
	Authority     string
	Qualification string // of a missing one
	Year          string // of a missing one
	Subjects      []string
	Subject       string
	Wrong         string
	Right         string
	Days          int // within which an authority answers
	MaxFiles      int
	MaxMB         int
	Problems      Problems
}

// MissingCertificate stands in CorrectionForm.Certificate for one that is not
// in the list.
const MissingCertificate = "missing"

// FollowIdentity (/corrections/identity) puts a corrected name and number on
// the account, by a code sent to the mobile number of the corrected
// certificates.
type FollowIdentity struct {
	Chrome
	FullName string
	IDType   string
	IDNumber string
	Sent     bool // a code was asked for
	Minutes  int  // for which a code is good
	Problems Problems
}

func (Corrections) file() string { return "corrections/list.html" }

func (Correction) file() string { return "corrections/request.html" }

func (CorrectionForm) file() string { return "corrections/form.html" }

func (FollowIdentity) file() string { return "corrections/identity.html" }
