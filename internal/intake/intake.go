// Package intake takes a delivery from its upload to its publication: the file
// is kept, checked in the background, its problems are dealt with, a proof
// sheet is drawn from it, and a second person releases it. Rows are the truth
// and the queue, as they are for copies: everything here can be cut off at any
// point, and be taken up again, by this process or by another.
package intake

import (
	"context"
	"log/slog"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// Service takes deliveries in. It is safe for concurrent use, in this process
// and in others on the same database.
type Service struct {
	Store  store.Store
	Blobs  blob.Store
	Cipher pieces.Cipher
	// Importer makes an importer of an authority's deliveries over the catalogue
	// and fonts of the moment.
	Importer func(ctx context.Context, authority string) (*delivery.Importer, error)
	// Prover draws proof sheets; nil where nothing is drawn.
	Prover Prover
	Desk   *telling.Desk // tells the holders once theirs is public; nil for nobody
	Now    func() time.Time
	Log    *slog.Logger
}

// place is where a file of a delivery is kept: sealed, for a delivery is made
// of names and identity numbers.
func (s *Service) place(prefix string) pieces.Place {
	return pieces.Place{Blobs: s.Blobs, Cipher: s.Cipher, For: "delivery/", Prefix: prefix}
}

// Prover draws certificates that are not stored as pages of one PDF, each
// marked 样张, with a note at its foot. Photos are by their keys; what is not
// among them may be stored.
type Prover interface {
	Proof(ctx context.Context, all []cert.Certificate, photos map[string][]byte, notes []string) ([]byte, error)
}

// Find returns a delivery of the authority; another's is NotFound.
func (s *Service) Find(ctx context.Context, authority, id string) (store.Delivery, error) {
	const op = "intake.Find"
	var d store.Delivery
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		d, err = r.Delivery(ctx, id)
		return err
	})
	return d, owned(op, authority, d, err)
}

// owned makes a delivery of another authority one that is not there.
func owned(op, authority string, d store.Delivery, err error) error {
	if fault.Is(err, fault.NotFound) || err == nil && d.Authority != authority {
		return fault.New(op, fault.NotFound, "delivery_not_found")
	}
	return fault.Wrap(op, err)
}

// pageSize is how many batches a page of the list has.
const pageSize = 30

// List returns a page of the authority's batches, newest first, by the first
// delivery of each; after is the ID of the last one of the page before. more
// reports whether there is another page.
func (s *Service) List(ctx context.Context, authority, after string) (page []store.Delivery, more bool, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		page, err = r.Deliveries(ctx, store.DeliveryFilter{Authority: authority, First: true, After: after, Limit: pageSize + 1})
		return err
	})
	if len(page) > pageSize {
		return page[:pageSize], true, fault.Wrap("intake.List", err)
	}
	return page, false, fault.Wrap("intake.List", err)
}

// Batch returns the deliveries of the batch that one belongs to, newest first.
func (s *Service) Batch(ctx context.Context, of store.Delivery) (all []store.Delivery, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Deliveries(ctx, store.DeliveryFilter{Authority: of.Authority, Batch: of.Batch, Limit: store.ListLimit})
		return err
	})
	return all, fault.Wrap("intake.Batch", err)
}

// step records what was done with a delivery, in its transaction.
func step(ctx context.Context, tx store.Tx, actor, action string, was store.DeliveryState, d store.Delivery, at time.Time, facts audit.Facts) error {
	after := audit.Facts{"state": string(d.State)}
	for name, value := range facts {
		after[name] = value
	}
	before := audit.Facts{}
	if was != "" {
		before["state"] = string(was)
	}
	return tx.Record(ctx, audit.Entry{
		At: at, Actor: actor, Authority: d.Authority, Action: action, Subject: d.ID, Before: before.JSON(), After: after.JSON(),
	})
}
