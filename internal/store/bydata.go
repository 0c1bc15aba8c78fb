package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
)

// Known is what somebody knows of a certificate beside the name on it. Numbers
// may be empty, but not all of them.
type Known struct {
	Document person.Document
	Number   string           // a management or query number as an authority delivered it
	Made     cert.QueryNumber // a query number that a holder made
}

// QueryNumber is a certificate's 查询编号 that its holder made.
type QueryNumber struct {
	Certificate cert.ID
	AccountID   string // who made it
	Number      cert.QueryNumber
	MadeAt      time.Time
}

// Inquiry is what a session has asked and not been answered yet, and until when
// it is answered without another code.
type Inquiry struct {
	ID             string // of the session
	AccountID      string
	Bound          string // what the code is bound to; another for every question
	Question       []byte // kept sealed; empty once answered
	ConfirmedUntil time.Time
	ExpiresAt      time.Time // what is forgotten then
}

// DataReader reads certificates by what somebody knows of them.
type DataReader interface {
	// CertificatesKnown returns the certificates that belong both to the
	// document, or to one that their authority has tied to it, and to one of the
	// numbers, superseded versions last. It is one statement whatever there is,
	// and nothing sealed is opened: the holder's document is the one asked for,
	// and no mobile number is told.
	CertificatesKnown(ctx context.Context, k Known) ([]cert.Certificate, error)
	// NamesTied returns the ties of names of a document and of those tied to it,
	// each within its authority, in one statement. Whose documents they are is
	// left out.
	NamesTied(ctx context.Context, d person.Document) ([]person.NameTie, error)
	// QueryNumber returns the number that a certificate's holder made.
	QueryNumber(ctx context.Context, id cert.ID) (QueryNumber, error)
	// Inquiry returns what a session has asked.
	Inquiry(ctx context.Context, id string) (Inquiry, error)
}

// DataWriter writes them.
type DataWriter interface {
	// PutQueryNumber stores a certificate's number in place of the one before
	// it; a number in use is a Conflict.
	PutQueryNumber(ctx context.Context, n QueryNumber) error
	// DeleteQueryNumber removes a certificate's number; one that is gone is no
	// error.
	DeleteQueryNumber(ctx context.Context, id cert.ID) error
	// PutInquiry stores what a session has asked in place of what it asked
	// before.
	PutInquiry(ctx context.Context, i Inquiry) error
	// ForgetLookups removes what there is of an account: the query numbers it
	// made and what its sessions have asked.
	ForgetLookups(ctx context.Context, accountID string) error
	// GiveBack returns an attempt that Allow took.
	GiveBack(ctx context.Context, key string, interval time.Duration) error
}
