package delivery

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Intake takes in deliveries that an office uploads, and keeps a record of
// each with its error file.
type Intake struct {
	Store    store.Store
	Blobs    blob.Store
	Register Register
	// Importer makes an importer over the catalogue and fonts of the moment.
	Importer func(ctx context.Context) (*Importer, error)
}

// Upload is one file that someone hands in.
type Upload struct {
	File      io.ReadSeeker
	Name      string // as the reader's computer calls it
	DryRun    bool
	Account   string // who hands it in, an account ID
	Authority string // for whom
}

// Take reads, checks and stores an upload, and returns its record.
func (k *Intake) Take(ctx context.Context, u Upload) (store.Delivery, error) {
	const op = "delivery.Take"
	importer, err := k.Importer(ctx)
	if err != nil {
		return store.Delivery{}, fault.Wrap(op, err)
	}
	report, err := os.CreateTemp("", "yinxin-report-*.csv")
	if err != nil {
		return store.Delivery{}, fault.Wrap(op, err)
	}
	defer func() { _ = os.Remove(report.Name()) }()
	defer report.Close()

	d := store.Delivery{
		ID: strings.ToLower(rand.Text()), Authority: u.Authority, Account: u.Account,
		FileName: u.Name, DryRun: u.DryRun, At: importer.Now(), Faults: map[string]int{},
	}
	sum, err := importer.Run(ctx, u.File, k.Register, Options{DryRun: u.DryRun, Errors: report})
	if err != nil {
		return d, fault.Wrap(op, err)
	}
	d.Rows, d.Added, d.Unchanged, d.Refused = sum.Rows, sum.Added, sum.Unchanged, sum.Refused
	if d.Refused > 0 {
		if err := k.keepReport(ctx, &d, report); err != nil {
			return d, fault.Wrap(op, err)
		}
	}
	return d, fault.Wrap(op, k.record(ctx, d))
}

func (k *Intake) keepReport(ctx context.Context, d *store.Delivery, report *os.File) error {
	content, err := os.ReadFile(report.Name())
	if err != nil {
		return err
	}
	groups, err := ReadReport(bytes.NewReader(content))
	if err != nil {
		return err
	}
	for _, g := range groups {
		d.Faults[string(g.Reason)] += g.Count
	}
	d.Report = "reports/" + d.ID + ".csv"
	return k.Blobs.Put(ctx, d.Report, content)
}

func (k *Intake) record(ctx context.Context, d store.Delivery) error {
	return k.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddDelivery(ctx, d); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: d.At, Actor: d.Account, Authority: d.Authority, Action: "delivery.take", Subject: d.ID,
			After: audit.Facts{
				"rows": strconv.Itoa(d.Rows), "added": strconv.Itoa(d.Added), "unchanged": strconv.Itoa(d.Unchanged),
				"refused": strconv.Itoa(d.Refused), "dry_run": strconv.FormatBool(d.DryRun),
			}.JSON(),
		})
	})
}

// Find returns a delivery of the authority with its error file (nil where
// nothing was refused); another authority's is NotFound.
func (k *Intake) Find(ctx context.Context, authority, id string) (store.Delivery, []byte, error) {
	const op = "delivery.Find"
	var d store.Delivery
	err := k.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		d, err = r.Delivery(ctx, id)
		return err
	})
	if err == nil && d.Authority != authority {
		err = fault.New(op, fault.NotFound, "delivery_not_found")
	}
	if err != nil || d.Report == "" {
		return d, nil, fault.Wrap(op, err)
	}
	report, err := k.Blobs.Get(ctx, d.Report)
	return d, report, fault.Wrap(op, err)
}
