package store

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
)

// CertificateQuery asks for certificates of one authority. Of Number, Document,
// Name with Born, and State the first that is filled in decides; without any
// nothing is found. By its number only the current version is found, otherwise
// superseded ones are too: an office may know a person by what was corrected.
// By a document those of the documents that it has tied to it are found, too.
type CertificateQuery struct {
	Authority string // required
	Number    string // management or query number
	Document  person.Document
	Name      string // as person.MatchKey takes it
	Born      civil.Date
	State     cert.State // any but InForce
	After     cert.ID    // with State: the last certificate of the page before
	Limit     int        // at most ListLimit; 0 stands for 50
}

// CertificateSearch finds certificates for an office.
type CertificateSearch interface {
	// SearchCertificates returns what the query asks for, newest issue first.
	SearchCertificates(ctx context.Context, q CertificateQuery) ([]cert.Certificate, error)
}
