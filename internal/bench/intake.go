package bench

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/store/sqlite/bare"
	"yinxin.example/yinxin/internal/vault"
)

// ImportResult compares an import with its rows alone.
type ImportResult struct {
	Seconds    float64 `json:"seconds"`     // read, checked, encrypted, indexed, committed
	RawSeconds float64 `json:"raw_seconds"` // the same rows inserted, nothing else
	Ratio      float64 `json:"ratio"`
	PeakBytes  int64   `json:"peak_bytes"` // of the process's memory during the import; 0 where the system does not say
}

// ImportOptions say how much to import.
type ImportOptions struct {
	Rows int
	Tell func(rows int) // called now and then; nil for nobody
}

// Import takes a delivery of made-up rows into a fresh store, through
// everything a delivery goes through, and then inserts the same rows into a
// plain table: prepared, in large transactions, unchecked and in the clear.
func Import(ctx context.Context, o ImportOptions) (_ ImportResult, err error) {
	folder, err := os.MkdirTemp("", "yinxin-bench-")
	if err != nil {
		return ImportResult{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	file, err := writeDelivery(filepath.Join(folder, "delivery.csv"), o.Rows)
	if err != nil {
		return ImportResult{}, fmt.Errorf("bench: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()

	began := time.Now()
	if err := importRows(ctx, folder, file, o); err != nil {
		return ImportResult{}, fmt.Errorf("bench: import: %w", err)
	}
	r := ImportResult{Seconds: time.Since(began).Seconds(), PeakBytes: peakMemory()}
	if r.RawSeconds, err = insertRows(ctx, folder, file); err != nil {
		return ImportResult{}, fmt.Errorf("bench: raw: %w", err)
	}
	r.Ratio = r.Seconds / r.RawSeconds
	return r, nil
}

// importRows opens a store and imports the file into it.
func importRows(ctx context.Context, folder string, file io.ReadSeeker, o ImportOptions) (err error) {
	s, err := openStore(ctx, folder)
	if err != nil {
		return err
	}
	return errors.Join(importInto(ctx, s, file, o), s.Close())
}

// openStore opens a fresh store in a folder, for what is thrown away after.
func openStore(ctx context.Context, folder string) (*sqlite.Store, error) {
	keys, err := openKeys(ctx, folder)
	if err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, filepath.Join(folder, "store.db"), relational.Options{Cipher: keys})
}

func openKeys(ctx context.Context, folder string) (*vault.Vault, error) {
	master, err := vault.NewMasterKey(make([]byte, 32))
	if err != nil {
		return nil, err
	}
	return vault.Create(ctx, folder, time.Now, master)
}

// importInto takes a file into a store.
func importInto(ctx context.Context, s store.Store, file io.ReadSeeker, o ImportOptions) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	fonts, err := document.NewCoverage("")
	if err != nil {
		return err
	}
	register := delivery.Register{Store: s, Now: time.Now}
	importer := delivery.Importer{Rules: delivery.Rules{
		Catalogue: catalogue.New(offerings()), Fonts: fonts, Stored: register, Now: time.Now,
	}}
	sum, err := importer.Run(ctx, file, register, delivery.Options{Progress: func(p delivery.Progress) {
		if o.Tell != nil {
			o.Tell(p.Rows)
		}
	}})
	if err == nil && sum.Added != o.Rows {
		err = fmt.Errorf("%+v of %d rows", sum, o.Rows)
	}
	return err
}

// rawBatch is how many rows the plain side puts into one transaction.
const rawBatch = 1000

// insertRows inserts the file's rows into a plain table and returns the
// seconds that took, the reading of the file left out.
func insertRows(ctx context.Context, folder string, file io.ReadSeeker) (_ float64, err error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	in := csv.NewReader(bufio.NewReader(file))
	if _, err := in.Read(); err != nil { // the header
		return 0, err
	}
	table, err := bare.Create(ctx, filepath.Join(folder, "bare.db"), plainColumns())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	var took time.Duration
	rows := make([][]any, 0, rawBatch)
	for ended := false; !ended; {
		rows = rows[:0]
		for len(rows) < rawBatch {
			record, err := in.Read()
			if errors.Is(err, io.EOF) {
				ended = true
				break
			}
			if err != nil {
				return 0, err
			}
			row := make([]any, len(record))
			for i, v := range record {
				row[i] = v
			}
			rows = append(rows, row)
		}
		began := time.Now()
		if err := table.Add(ctx, rows); err != nil {
			return 0, err
		}
		took += time.Since(began)
	}
	return took.Seconds(), nil
}
