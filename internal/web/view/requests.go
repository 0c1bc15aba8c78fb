package view

import (
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Requests (/console/requests, 更正申请) is what holders ask an authority to set
// right: waiting, by the day it is due, or answered.
type Requests struct {
	Desk
	Answered bool
	Rows     []RequestRow
	NextURL  string // the page after this one, "" on the last
}

// OfficeRequest (/console/requests/{id}) is one request, and its answer.
type OfficeRequest struct {
	Desk
	RequestRow
	Year     string
	Wrong    string
	Right    string
	Evidence []store.Evidence

	FullName string // of the account that asks
	IDType   person.DocumentType
	IDNumber string
	Claimed  bool // the account is proven to be its person's

	Certificate *FoundCertificate  // that it is about; nil where one is missing
	Candidates  []FoundCertificate // of the authority, that may be meant
	Proposal    string             // ID of the one that answers it; "" for none
	TakenBy     string             // user name; "" until then
	Answer      string             // as given, or as typed where it was refused
	Problems    Problems
}

// IdentityForm (/console/identity/{kind}) proposes what an authority says about
// who is who.
type IdentityForm struct {
	Desk
	Kind        string            // link, name, correct or untie
	Certificate *FoundCertificate // of the person; nil for two documents that are typed in
	Made        string            // with untie: the proposal whose tie no longer counts
	IDType      string            // with link
	IDNumber    string
	OtherType   string
	OtherNumber string
	FullName    string             // with name: the name in full
	Fields      []CorrectableField // with correct
	Public      string             // with correct
	Reason      string
	LegalBase   string
	Request     string           // ID of the request it answers; "" for none
	Enclosed    []store.Evidence // that the request brings along
	MaxFiles    int
	MaxMB       int
	Problems    Problems
}

// CertificateID is that of the certificate it is about, "" for none.
func (f IdentityForm) CertificateID() cert.ID {
	if f.Certificate == nil {
		return ""
	}
	return f.Certificate.Certificate.ID
}

func (Requests) file() string { return "console/requests.html" }

func (OfficeRequest) file() string { return "console/request.html" }

func (IdentityForm) file() string { return "console/identity.html" }
