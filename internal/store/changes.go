package store

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// DueChange is an approved change of a certificate that counts from a day to
// come. What it is stands in its proposal.
type DueChange struct {
	Proposal    string
	Certificate cert.ID
	EffectiveOn civil.Date
}

// ChangeReader reads what became of certificates after they were issued.
type ChangeReader interface {
	// ChangesOf returns a certificate's changes, oldest first.
	ChangesOf(ctx context.Context, id cert.ID) ([]cert.Change, error)
	// ChangesOfAll returns the changes of several certificates (at most
	// ListLimit), oldest first, keyed by certificate.
	ChangesOfAll(ctx context.Context, ids []cert.ID) (map[cert.ID][]cert.Change, error)
	// ChangeInto returns the change whose successor the certificate is.
	ChangeInto(ctx context.Context, successor cert.ID) (cert.Change, error)
	// DueChanges returns up to limit changes that count from that day or
	// earlier, the earliest first.
	DueChanges(ctx context.Context, today civil.Date, limit int) ([]DueChange, error)
	// DueChangesOf returns a certificate's changes that are yet to count, the
	// earliest first.
	DueChangesOf(ctx context.Context, id cert.ID) ([]DueChange, error)
}

// ChangeWriter writes what becomes of certificates.
type ChangeWriter interface {
	// AddChange adds a step to a certificate's history; a successor that has
	// one already is a Conflict.
	AddChange(ctx context.Context, c cert.Change) error
	// AddDueChange adds a change that is yet to count; one a proposal.
	AddDueChange(ctx context.Context, d DueChange) error
	// TakeDueChange removes a change that is to be carried out now; when it is
	// gone already it is NotFound. Of several transactions one takes it.
	TakeDueChange(ctx context.Context, proposal string) error
}
