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
	// AccountsOfPerson returns the accounts registered for a document or for one
	// that any authority has tied to it, oldest first.
	AccountsOfPerson(ctx context.Context, d person.Document) ([]Account, error)
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
