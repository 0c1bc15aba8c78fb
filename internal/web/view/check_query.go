package view

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// CheckQuery (/check, 查询) asks what an organisation knows of a certificate.
type CheckQuery struct {
	Checker
	IDNumber       string // as typed, and the next two
	FullName       string
	Number         string
	ConfirmedUntil time.Time // until when no code is asked for; zero: one is
	Left           int       // look-ups today; below 0: not known
	Problems       Problems
}

// CheckCode (/check/code) asks for the code that was sent.
type CheckCode struct {
	Checker
	To       string // where it was sent, most of it hidden
	Minutes  int    // that it is good for
	Lasts    int    // minutes for which no other is asked for afterwards
	Sent     bool   // another was sent just now
	Problems Problems
}

// CheckResult is the answer to a question by data.
type CheckResult struct {
	Checker
	Outcome   string // found, replaced or not_found
	CheckedAt time.Time
	State     cert.State       // "" where nothing was found
	Standing  *Standing        // nil where nothing was found
	Data      *CertificateData // nil but where it was found
	Watchable string           // ID of the certificate to watch; "" where nothing is told of it
}

// InForce reports whether the certificate counts.
func (p CheckResult) InForce() bool { return p.State == cert.InForce }

// CertificateData is what is told of a certificate to those who know it by data.
type CertificateData struct {
	FullName         string
	Sex              string
	BirthDate        civil.Date
	MaskedNumber     string // of the document asked about
	Qualification    string
	EnglishName      string // may be empty
	Level            string // may be empty
	Specialty        string // may be empty
	ApprovedOn       civil.Date
	IssuedOn         civil.Date
	Authority        string
	ManagementNumber string // may be empty
	QueryNumber      string // may be empty
}

// QueryNumber (/certificates/{id}/query-number, 职业资格查询结果证明) is the
// number a holder made for those who check, or the offer to make one.
type QueryNumber struct {
	Chrome
	Certificate CertificateHead
	Data        CertificateData
	State       cert.State
	Number      string // "" where none was made
	MadeAt      time.Time
	Address     string // where it is used
	Square      Square // Address as a QR code
	Problems    Problems
}

func (CheckQuery) file() string { return "check/query.html" }

func (CheckCode) file() string { return "check/code.html" }

func (CheckResult) file() string { return "check/result.html" }

func (QueryNumber) file() string { return "certificates/query_number.html" }
