package delivery

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Register is the stored certificates, as deliveries are checked against them
// and added to them. It is a Stored and a Sink. What it changes is recorded as
// done by the context's actor.
type Register struct {
	Store store.Store
	Now   func() time.Time
	Batch string // ID of the delivery that what is added comes in; "" for none
	// Defer keeps the photos and e-files of stored certificates back for the
	// publication of the batch, instead of giving them at once.
	Defer bool
	// Beside is called in each transaction that changes something, first: what
	// it refuses is not done. May be nil.
	Beside func(ctx context.Context, tx store.Tx) error
}

// ByNumbers finds certificates by their numbers.
func (g Register) ByNumbers(ctx context.Context, keys []Key) (map[Key]cert.Certificate, error) {
	var management, query []string
	for _, k := range keys {
		if k.Kind == ManagementNumber {
			management = append(management, k.Number)
		} else {
			query = append(query, k.Number)
		}
	}
	found := map[Key]cert.Certificate{}
	err := g.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		cs, err := r.CertificatesByNumber(ctx, management, query)
		for _, c := range cs {
			if c.ManagementNumber != "" {
				found[Key{ManagementNumber, c.ManagementNumber}] = c
			}
			if c.QueryNumber != "" {
				found[Key{QueryNumber, c.QueryNumber}] = c
			}
		}
		return err
	})
	return found, fault.Wrap("delivery.ByNumbers", err)
}

// Bearings tells who is recorded as the bearer of documents.
func (g Register) Bearings(ctx context.Context, documents []person.Document) (found map[string]store.Bearing, err error) {
	err = g.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		found, err = r.Bearings(ctx, documents)
		return err
	})
	return found, fault.Wrap("delivery.Bearings", err)
}

// Add stores new certificates under IDs it draws.
func (g Register) Add(ctx context.Context, certificates []cert.Certificate) error {
	for i := range certificates {
		certificates[i].ID = cert.ID(strings.ToLower(rand.Text()))
		certificates[i].Delivery = g.Batch
	}
	return g.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := g.beside(ctx, tx); err != nil {
			return err
		}
		if err := tx.AddCertificates(ctx, certificates); err != nil {
			return err
		}
		return g.recordAdded(ctx, tx, certificates)
	})
}

// recordAdded records how many certificates of each authority were added.
func (g Register) recordAdded(ctx context.Context, tx store.Tx, certificates []cert.Certificate) error {
	counts := map[string]int{}
	for _, c := range certificates {
		counts[c.Authority]++
	}
	for _, authority := range slices.Sorted(maps.Keys(counts)) {
		err := tx.Record(ctx, audit.Entry{
			At: g.Now(), Authority: authority, Action: "certificate.add",
			After: audit.Facts{"certificates": strconv.Itoa(counts[authority])}.JSON(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Enclose gives stored certificates other photos and e-files.
func (g Register) Enclose(ctx context.Context, changes []Enclosing) error {
	return g.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := g.beside(ctx, tx); err != nil {
			return err
		}
		for _, c := range changes {
			give := g.enclose
			if g.Defer {
				give = g.keepBack
			}
			if err := give(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepBack stores what a certificate is to get.
func (g Register) keepBack(ctx context.Context, tx store.Tx, c Enclosing) error {
	e := store.Enclosure{Delivery: g.Batch, Certificate: c.After.ID}
	if c.After.Photo != c.Before.Photo {
		e.Photo = c.After.Photo
	}
	if c.After.File != c.Before.File {
		e.File = c.After.File
	}
	return tx.PutEnclosure(ctx, e)
}

// Publish gives certificates what was kept back for them in deliveries that
// are public by now, at most so many, and returns how many it looked at. What
// another process has given meanwhile is no concern.
func (g Register) Publish(ctx context.Context, limit int) (n int, err error) {
	return n, fault.Wrap("delivery.Publish", g.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		due, err := tx.DueEnclosures(ctx, g.Now(), limit)
		n = len(due)
		for _, e := range due {
			if err == nil {
				err = g.publish(ctx, tx, e)
			}
		}
		return err
	}))
}

func (g Register) publish(ctx context.Context, tx store.Tx, e store.Enclosure) error {
	if err := tx.TakeEnclosure(ctx, e); err != nil {
		return ignoring(err, fault.NotFound)
	}
	c, err := tx.LockCertificate(ctx, e.Certificate)
	if err != nil { // undone with the delivery it came in
		return ignoring(err, fault.NotFound)
	}
	after := c
	if e.Photo != "" {
		after.Photo = e.Photo
	}
	if e.File != "" {
		after.File = e.File
	}
	if after == c {
		return nil
	}
	return g.enclose(ctx, tx, Enclosing{c, after})
}

func ignoring(err error, kind fault.Kind) error {
	if fault.Is(err, kind) {
		return nil
	}
	return err
}

func (g Register) beside(ctx context.Context, tx store.Tx) error {
	if g.Beside == nil {
		return nil
	}
	return g.Beside(ctx, tx)
}

// enclose gives a certificate another photo or e-file, and records it.
func (g Register) enclose(ctx context.Context, tx store.Tx, c Enclosing) error {
	if c.After.Photo != c.Before.Photo {
		if err := tx.SetCertificatePhoto(ctx, c.After.ID, c.After.Photo); err != nil {
			return err
		}
	}
	if c.After.File != c.Before.File {
		if err := tx.SetCertificateFile(ctx, c.After.ID, c.After.File); err != nil {
			return err
		}
	}
	files := func(c cert.Certificate) string { return audit.Facts{"photo": c.Photo, "file": c.File}.JSON() }
	return tx.Record(ctx, audit.Entry{
		At: g.Now(), Authority: c.After.Authority, Action: "certificate.enclose", Subject: string(c.After.ID),
		Before: files(c.Before), After: files(c.After),
	})
}
