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
	"yinxin.example/yinxin/internal/store"
)

// Register is the stored certificates, as deliveries are checked against them
// and added to them. It is a Stored and a Sink. What it changes is recorded as
// done by the context's actor.
type Register struct {
	Store store.Store
	Now   func() time.Time
	Batch string // ID of the delivery that what is added comes in; "" for none
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
			if err := enclose(ctx, tx, c); err != nil {
				return err
			}
			files := func(c cert.Certificate) string { return audit.Facts{"photo": c.Photo, "file": c.File}.JSON() }
			err := tx.Record(ctx, audit.Entry{
				At: g.Now(), Authority: c.After.Authority, Action: "certificate.enclose", Subject: string(c.After.ID),
				Before: files(c.Before), After: files(c.After),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (g Register) beside(ctx context.Context, tx store.Tx) error {
	if g.Beside == nil {
		return nil
	}
	return g.Beside(ctx, tx)
}

func enclose(ctx context.Context, tx store.Tx, c Enclosing) error {
	if c.After.Photo != c.Before.Photo {
		if err := tx.SetCertificatePhoto(ctx, c.After.ID, c.After.Photo); err != nil {
			return err
		}
	}
	if c.After.File != c.Before.File {
		return tx.SetCertificateFile(ctx, c.After.ID, c.After.File)
	}
	return nil
}
