package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
)

// IdentityReader reads what authorities have said about who is who. Documents
// are found by their blind index; their numbers lie sealed.
type IdentityReader interface {
	// Ties returns what all authorities have said about the bearer of a
	// document: the ties of documents that lead from it to others, each within
	// its authority, and the ties of names of all these documents.
	Ties(ctx context.Context, d person.Document) (person.Ties, error)
	// CertificatesOfPerson returns the certificates of a document and, of each
	// authority, those of the documents that it has tied to it, newest issue
	// first. Their names are not looked at.
	CertificatesOfPerson(ctx context.Context, d person.Document) ([]cert.Certificate, error)
	// Bearings returns what is recorded of the bearers of documents (at most
	// ListLimit), keyed by person.Document.Normal; documents of which nothing is
	// recorded are absent.
	Bearings(ctx context.Context, documents []person.Document) (map[string]Bearing, error)
	// AccountsOfPerson returns the accounts registered for a document or for one
	// that any authority has tied to it, oldest first.
	AccountsOfPerson(ctx context.Context, d person.Document) ([]Account, error)
}

// Bearing is what authorities have recorded of the bearer of a document.
type Bearing struct {
	Names []RecordedName   // on current certificates, each once
	Ties  []person.NameTie // their Document is left out
	// Tied holds, for each authority that tied the document to others, what is
	// the same for all of these.
	Tied map[string]string
}

// RecordedName is a name as an authority recorded it.
type RecordedName struct {
	Authority, Name string
	Tied            bool // of a document that the authority tied to the one asked for
}

// IdentityWriter writes it.
type IdentityWriter interface {
	// TieDocuments adds a tie of two documents; one that stands already is a
	// Conflict (identity_tied).
	TieDocuments(ctx context.Context, tie person.DocumentTie, proposal string, at time.Time) error
	// UntieDocuments removes it; one that is not there is NotFound.
	UntieDocuments(ctx context.Context, tie person.DocumentTie) error
	// TieNames adds a tie of two names; one that stands already is a Conflict
	// (identity_tied).
	TieNames(ctx context.Context, tie person.NameTie, proposal string, at time.Time) error
	// UntieNames removes it; one that is not there is NotFound.
	UntieNames(ctx context.Context, tie person.NameTie) error
}
