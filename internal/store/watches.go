package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// Watch is that an organisation wants to be told what becomes of a certificate
// it has checked.
type Watch struct {
	ID           string
	Organisation string    // ID
	Certificate  cert.ID   // the newest version: a correction moves the watch on
	Copy         cert.Code // by which the organisation came to the certificate; "" for a look-up by data
	Label        string    // what the organisation calls it; encrypted at rest
	By           string    // account ID, or an API key's as the trail names it
	CreatedAt    time.Time
	LastDay      civil.Date
}

// WatchReader reads watches.
type WatchReader interface {
	// Watch returns the watch with that ID.
	Watch(ctx context.Context, id string) (Watch, error)
	// WatchesOf returns an organisation's watches by ID, beginning after one, at
	// most limit.
	WatchesOf(ctx context.Context, organisation, after string, limit int) ([]Watch, error)
	// CountWatches returns how many watches an organisation has.
	CountWatches(ctx context.Context, organisation string) (int, error)
	// WatchesOn returns the watches on a certificate, oldest first.
	WatchesOn(ctx context.Context, id cert.ID) ([]Watch, error)
	// WatchesBy returns the watches that came by a copy, oldest first.
	WatchesBy(ctx context.Context, code cert.Code) ([]Watch, error)
	// WatchesOver returns watches whose last day is before a day, at most limit.
	WatchesOver(ctx context.Context, day civil.Date, limit int) ([]Watch, error)
}

// WatchWriter writes watches.
type WatchWriter interface {
	// AddWatch adds a watch; a second one of the organisation on the certificate
	// by the same copy, or by none, is a Conflict, watched_already.
	AddWatch(ctx context.Context, w Watch) error
	// UpdateWatch stores certificate, label and last day.
	UpdateWatch(ctx context.Context, w Watch) error
	// RemoveWatch removes a watch; one that is gone is NotFound.
	RemoveWatch(ctx context.Context, id string) error
}
