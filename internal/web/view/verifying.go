package view

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Verify (/verify) takes the files to be checked, and a code instead.
type Verify struct {
	Chrome
	MaxUploadMB int // of one file
	MaxFiles    int
	MaxTotalMB  int        // of all files
	Day         string     // the day asked about, as typed; "" for now
	Today       civil.Date // the last day that can be asked about
	Problems    Problems
}

// AskDay is the form that asks after a copy on a day gone by. A zero Code
// leaves it out.
type AskDay struct {
	Code     cert.Code
	Value    string // as typed, YYYY-MM-DD; "" for none
	Today    civil.Date
	Problems Problems
}

// Verdict is the answer to a file (POST /verify).
type Verdict struct {
	Chrome
	Judgement
	FileName string
	Bytes    int64
	Signers  []Signer // another maker's file: everyone who signed it
	Seals    []SealOn // where one of them is electronic or has a proven time; else nil
	// Original is the last intact revision of a changed file: a path on this
	// site or a data: URL of type application/pdf; "" where there is none.
	Original        string
	OriginalName    string // file name to save it by
	OriginalVerdict string // its own verdict: valid, invalid, indeterminate
	Ask             AskDay
	Draft           string // what a record is kept by
}

// Verdicts are the answers to several files (POST /verify).
type Verdicts struct {
	Chrome
	Files     []FileVerdict // those with a problem first
	Day       civil.Date    // the day asked about; zero for now
	CheckedAt time.Time
}

// FileVerdict is the answer to one of several files, or why there is none.
type FileVerdict struct {
	Judgement
	FileName string
	Bytes    int64
	Refused  fault.Reason // "" where it was judged
	Args     map[string]any
	Copy     cert.Code // "" for what is no copy of this register
	Draft    string    // what a record is kept by
}

// Record (/verify/records/{code}) is what a check found at its time.
type Record struct {
	Chrome
	Judgement
	Code       cert.RecordCode
	FileDigest string    // SHA-256, hexadecimal; "" where a code was looked up
	Copy       cert.Code // "" for what is no copy of this register
	CheckedBy  string    // "" for nobody who was signed in
	ByNumber   string    // of an organisation, whose name nobody has confirmed
	KeptUntil  civil.Date
	Address    string // of this page, as it is printed
	Square     Square // the address as a QR code
	Compared   bool   // a file was handed in to be compared
	Same       bool   // and is the one of the record
	Present    *Judgement
	Problems   Problems
}

// Judgement is a verdict and its four answers, in the words of docs/reasons.md.
type Judgement struct {
	Verdict     string // valid, invalid, indeterminate
	Reasons     []fault.Reason
	DemoSeal    bool // sealed by a demonstration: 演示 is the first word of the sentence
	CheckedAt   time.Time
	Online      bool // the live status was asked
	Integrity   Answer
	Seal        Answer
	Certificate Answer
	Endorsement Answer
	Day         civil.Date // the day asked about; zero for the moment of the check
	NotIssued   civil.Date // the day of issue, where the day asked about is before it
	Earlier     bool       // on the day asked about an earlier version stood
	Standing    *Standing  // why the certificate is not in force; nil while it is, and where that was not asked
	Data        *CopyData  // nil where the file says nothing of ours
	Report      *ReportOfChecks
}

// ReportOfChecks is what a sealed report of many checks (查验报告) says; nil for
// any other file.
type ReportOfChecks struct {
	Number             string
	Organisation       string // that asked, as it registered itself
	OrganisationNumber string
	Digest             string // SHA-256 of what was handed in, hexadecimal
	Rows               int
	Counts             []BatchCount // worst first, without those of none
	CheckedAt, MadeAt  time.Time
	Authority          string // that sealed it
}

// Answer is one of the four: its state, and what it rests on in the reader's
// language (a seal's name, what was changed); "" leaves the locale's own words.
type Answer struct {
	State  string // e.g. intact, trusted, valid, not_judged
	Detail string
}

// Signer is who signed another maker's file.
type Signer struct {
	Name   string
	Issuer string // the organisation named beside; may be empty
}

// SealOn is one of the seals on a file.
type SealOn struct {
	Name       string
	Electronic bool      // of GB/T 38540; else PAdES
	Algorithm  string    // "SM2 with SM3"; "" where unreadable
	ID, Maker  string    // of an electronic seal
	Level      string    // of PAdES, B-LTA; "" for an electronic seal
	ProvenAt   time.Time // by when a timestamp shows it was made; zero where none does
	Trusted    bool
}

// CopyData is what a sealed page says, and no more.
type CopyData struct {
	FullName         string
	Sex              string
	BirthDate        civil.Date
	DocumentType     string
	MaskedNumber     string
	Qualification    string
	EnglishName      string
	Level            string
	Specialty        string
	ApprovedOn       civil.Date
	IssuedOn         civil.Date
	Authority        string
	ManagementNumber string
	QueryNumber      string
	Code             cert.Code
	Scenario         string     // "" where no endorsement is needed
	Recipient        string     // whom the copy is for; "" for nobody in particular
	NumberHidden     bool       // the page shows the whole number, this does not
	ValidUntil       civil.Date // zero where no endorsement is needed
	Maker            string     // 制作者
	MadeAt           time.Time  // 制作时间
}

// CodeEntry (/v) asks for the code of a copy. It is also the answer to a code
// that is malformed or unknown (404): NotFound says so, and both look alike.
type CodeEntry struct {
	Chrome
	Code     string // as typed
	NotFound bool
}

// CodeResult (/v/{code}) is what the sealed page of a copy shows, to be
// compared with the file or paper in hand.
type CodeResult struct {
	Chrome
	Judgement
	PhotoSrc string // path of the photo, "" where none
	Host     string // where the genuine page is
	Ask      AskDay
}

func (Verify) file() string { return "verifying/verify.html" }

func (Verdict) file() string { return "verifying/verdict.html" }

func (Verdicts) file() string { return "verifying/verdicts.html" }

func (Record) file() string { return "verifying/record.html" }

func (CodeEntry) file() string { return "verifying/entry.html" }

func (CodeResult) file() string { return "verifying/code.html" }
