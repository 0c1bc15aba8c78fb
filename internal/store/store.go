// Package store is the port to the database. Two adapters serve it,
// store/sqlite and store/postgres, and store/storetest holds both to one
// suite. Domain values go in and come out in plain form; adapters keep
// identity and telephone numbers encrypted at rest and find documents by a
// keyed blind index.
//
// Errors are *fault.Error: NotFound for what is not there, Conflict for what
// is there already or has moved on, Unavailable when the engine cannot be
// reached; anything else is Other.
package store

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
)

// ListLimit is how many keys one call may ask for where a list is given.
const ListLimit = 1000

// Store is a database. It is safe for concurrent use.
type Store interface {
	// View runs f in one read-only transaction: f sees one moment.
	View(ctx context.Context, f func(ctx context.Context, r Reader) error) error
	// Look runs f outside any transaction: each statement sees a moment of its
	// own. For a single read by its key, which it spares the transaction's own
	// two statements.
	Look(ctx context.Context, f func(ctx context.Context, r Reader) error) error
	// Update runs f in one transaction that is durable when Update returns
	// nil, and leaves nothing behind when f or the commit fails. An adapter may
	// run f again when the engine asks for it, so f must have no other effects.
	Update(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	// Close releases the database.
	Close() error
}

// Reader reads.
type Reader interface {
	CertificateReader
	CertificateSearch
	ChangeReader
	CopyReader
	LastingReader
	CheckReader
	CheckRecordReader
	BatchReader
	AccountReader
	ContactReader
	RecoveryReader
	PasskeyReader
	OrganisationReader
	OfficeReader
	DeliveryReader
	ProposalReader
	IdentityReader
	DataReader
	RequestReader
	MessageReader
	APIKeyReader
	WatchReader
	WebhookReader
	IssuedReader
	TrailReader
	FigureReader
}

// Tx reads and writes.
type Tx interface {
	Reader
	CertificateWriter
	ChangeWriter
	CopyWriter
	LastingWriter
	CheckWriter
	CheckRecordWriter
	BatchWriter
	AccountWriter
	ContactWriter
	RecoveryWriter
	PasskeyWriter
	OrganisationWriter
	OfficeWriter
	DeliveryWriter
	ProposalWriter
	IdentityWriter
	DataWriter
	RequestWriter
	MessageWriter
	APIKeyWriter
	WatchWriter
	WebhookWriter
	IssuedWriter
	TrailWriter
	// Enqueue asks the background workers for a job, in this transaction. A job
	// only wakes: it carries no data, and losing or doubling it changes nothing.
	Enqueue(ctx context.Context, job Job) error
}

// Job names a background job.
type Job string

// The jobs.
const (
	SealJob     Job = "seal"     // copies are pending
	DeliveryJob Job = "delivery" // deliveries are to be checked, stored or undone
	MessageJob  Job = "message"  // messages are due
	BatchJob    Job = "batch"    // batches of checks are to be worked on
	WebhookJob  Job = "webhook"  // events are due to organisations
)

// CertificateReader reads certificates.
type CertificateReader interface {
	// Certificate returns the certificate.
	Certificate(ctx context.Context, id cert.ID) (cert.Certificate, error)
	// CertificatesByNumber returns the certificates that bear any of the given
	// management numbers or query numbers (each list at most ListLimit long),
	// with superseded versions (state corrected) left out.
	CertificatesByNumber(ctx context.Context, management, query []string) ([]cert.Certificate, error)
	// CertificatesByDocument returns a document's certificates, newest issue first.
	CertificatesByDocument(ctx context.Context, d person.Document) ([]cert.Certificate, error)
	// CertificatesByName returns the certificates of holders whose names match
	// (person.MatchKey) and who were born on that day, newest issue first, at most 100.
	CertificatesByName(ctx context.Context, name string, born civil.Date) ([]cert.Certificate, error)
	// CountCertificates returns how many certificates there are.
	CountCertificates(ctx context.Context) (int, error)
}

// CertificateWriter writes certificates.
type CertificateWriter interface {
	// AddCertificates adds all or none; a number that a certificate bears
	// already, superseded versions left out, is a Conflict (number_taken).
	AddCertificates(ctx context.Context, cs []cert.Certificate) error
	// LockCertificate returns the certificate and holds off every other
	// transaction that locks it until this one ends.
	LockCertificate(ctx context.Context, id cert.ID) (cert.Certificate, error)
	// SetCertificateState changes the state.
	SetCertificateState(ctx context.Context, id cert.ID, s cert.State) error
	// SetCertificatePhoto sets the blob key of the photo.
	SetCertificatePhoto(ctx context.Context, id cert.ID, photo string) error
	// SetCertificateFile sets the blob key of the delivered 证书电子文件.
	SetCertificateFile(ctx context.Context, id cert.ID, file string) error
}
