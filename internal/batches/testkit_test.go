package batches_test

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// shop is an installation with an organisation that checks.
type shop struct {
	*world.World
	*batches.Service
	by batches.Asker
}

func open(t *testing.T, w *world.World) *shop {
	t.Helper()
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{World: w, Service: w.Batches, by: batches.Asker{Organisation: "org-1", Account: "account-1"}}
	s.Checks = &checking.Service{Store: w.Store, Blobs: w.Blobs, Now: w.Clock.Now, Trust: func() *verify.Trust { return trust }}
	s.Lookups = 2000
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddOrganisation(ctx, store.Organisation{ID: "org-1", Name: "示例招标有限公司", Number: "91110000MA0000001X", CreatedAt: w.Clock.Now(), ConfirmedAt: w.Clock.Now()})
	})
	return s
}

// sealed makes a copy of a certificate of its own and gives its file.
func (s *shop) sealed(t *testing.T, edits ...func(*cert.Certificate)) (cert.Copy, []byte) {
	t.Helper()
	c := s.Certificate(t, edits...)
	made := s.Apply(t, s.Holder(t, c.Holder), c)
	s.Seal(t)
	made = s.Copy(t, made.Code)
	file, err := s.World.Blobs.Get(t.Context(), made.Blob)
	if err != nil {
		t.Fatal(err)
	}
	return made, file
}

// file is one thing handed in.
type file struct {
	name    string
	content []byte
}

func uploads(files ...file) iter.Seq2[batches.Upload, error] {
	return func(yield func(batches.Upload, error) bool) {
		for _, f := range files {
			if !yield(batches.Upload{Name: f.name, Content: bytes.NewReader(f.content)}, nil) {
				return
			}
		}
	}
}

// receive hands files in, which must be taken.
func (s *shop) receive(t *testing.T, files ...file) store.Batch {
	t.Helper()
	b, err := s.ReceiveFiles(t.Context(), s.by, uploads(files...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (s *shop) work(t *testing.T) {
	t.Helper()
	if err := s.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (s *shop) find(t *testing.T, id string) store.Batch {
	t.Helper()
	b, err := s.Find(t.Context(), s.by.Organisation, id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// outcomes gives the rows' outcomes in the order handed in.
func (s *shop) outcomes(t *testing.T, id string) (all []string) {
	t.Helper()
	rows, more, err := s.Rows(t.Context(), s.by.Organisation, id, "", 0, 100_000)
	if err != nil || more {
		t.Fatal(more, err)
	}
	slices.SortFunc(rows, func(a, b batches.Row) int { return a.N - b.N })
	for _, r := range rows {
		all = append(all, strings.Join(append([]string{r.Result.Outcome}, r.Result.Reasons...), " "))
	}
	return all
}

// checks are how often a certificate was checked by its history.
func (s *shop) checks(t *testing.T, id cert.ID) (all []store.Check) {
	t.Helper()
	err := s.World.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.ChecksOf(ctx, id, store.Check{}, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
