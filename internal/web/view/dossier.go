package view

import (
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
)

// Certificates (/console/certificates, 证书) finds an authority's certificates.
// What is typed about a person is posted, and in no address.
type Certificates struct {
	Desk
	Number   string // by=number
	FullName string // by=name, with Born
	Born     string
	IDType   person.DocumentType // by=document, with IDNumber
	IDNumber string
	State    cert.State   // listed: every certificate in this state
	States   []cert.State // that can be listed
	Asked    bool
	Rows     []FoundCertificate
	NextURL  string // the page after this one, "" on the last
	Problems Problems
}

// FoundCertificate is one certificate of a list.
type FoundCertificate struct {
	Certificate CertificateHead
	FullName    string
	BirthDate   civil.Date
	IssuedOn    civil.Date
	State       cert.State
	NotPublic   bool // its delivery is not published yet
	Version     int
}

// Dossier (/console/certificates/{id}) is all that an office has of a
// certificate.
type Dossier struct {
	Desk
	Certificate  CertificateHead
	FullName     string
	Sex          string
	BirthDate    civil.Date
	DocumentType string
	IDNumber     string // masked for readers who change nothing
	Mobile       string // as IDNumber; may be empty
	ManagementNo string // may be empty
	QueryNo      string // may be empty
	ApprovedOn   civil.Date
	IssuedOn     civil.Date
	Authority    string
	Kind         cert.DocumentKind
	State        cert.State
	NotPublic    bool // its delivery is not published yet
	Version      int
	PhotoSrc     string // path, "" where there is none
	Possible     []cert.ChangeKind
	Ties         person.Ties // that the authority made, for readers who may change or approve
	Open         []ProposalRow
	Due          []DueRow
	History      []HistoryRow
	Versions     []FoundCertificate // oldest first; only this one where there is one
	Copies       []CopyRow          // newest first
}

// HistoryRow is one change of a certificate's history.
type HistoryRow struct {
	cert.Change
	Version int // that was changed
}

// DueRow is a change that was approved and is yet to count.
type DueRow struct {
	On       civil.Date
	Proposal string // ID
}

// ChangeForm (/console/certificates/{id}/{kind}) proposes a change.
type ChangeForm struct {
	Desk
	Certificate CertificateHead
	FullName    string
	State       cert.State
	Kind        cert.ChangeKind
	Public      string
	Internal    string
	LegalBase   string
	EffectiveOn string // YYYY-MM-DD as typed
	Earliest    civil.Date
	Latest      civil.Date
	Fields      []CorrectableField // of a correction
	Request     string             // ID of the holder's request it answers; "" for none
	MaxFiles    int
	MaxMB       int
	Problems    Problems
}

// CorrectableField is a field that a correction may set right.
type CorrectableField struct {
	Name  string // cert.Field…
	Now   string // as the certificate has it
	Value string // as typed
}

// Date reports whether the field is a date.
func (f CorrectableField) Date() bool {
	return f.Name == cert.FieldBirthDate || f.Name == cert.FieldApprovedOn || f.Name == cert.FieldIssuedOn
}

// MayBeEmpty reports whether a certificate may say nothing there.
func (f CorrectableField) MayBeEmpty() bool {
	return f.Name == cert.FieldLevel || f.Name == cert.FieldSpecialty || f.Name == cert.FieldMobile
}

func (Certificates) file() string { return "console/register.html" }

func (Dossier) file() string { return "console/dossier.html" }

func (ChangeForm) file() string { return "console/change.html" }
