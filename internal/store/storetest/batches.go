package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// batch makes the n-th batch, every field filled, n seconds after noon.
func batch(n int) store.Batch {
	return store.Batch{
		ID: id(n), Number: "N" + id(n), Organisation: "org-1", Account: id(900), Kind: store.BatchOfFiles, State: store.BatchChecking,
		At:     noon().Add(time.Duration(n) * time.Second),
		Source: store.BatchSource{Name: "示例·𰻝生.zip", Files: 1, Size: 1234, Digest: "ab12"},
		Rows:   3, Done: 1, Counts: map[string]int{"valid": 1}, FinishedAt: noon().Add(time.Hour), Report: "batches/r", Unsealed: "seal_missing",
	}
}

func batchPart(b store.Batch, n int) store.BatchPart {
	return store.BatchPart{Batch: b.ID, N: n, Blob: "batches/b", Items: []store.BatchItem{{Name: "示例·𰻝生.pdf", Size: 7, Digest: "cd"}}}
}

func addBatches(t *testing.T, s store.Store, all ...store.Batch) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, b := range all {
			if err := tx.AddBatch(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

func testBatches(t *testing.T, s store.Store) {
	a, b, other := batch(1), batch(2), batch(3)
	other.Organisation = "org-2"
	addBatches(t, s, a, b, other)
	read1 := func(id string) store.Batch {
		return read(t, s, func(ctx context.Context, r store.Reader) (store.Batch, error) { return r.Batch(ctx, id) })
	}
	wantSame(t, "batch", read1(a.ID), a)
	for name, same := range map[string]store.Batch{"ID": {ID: a.ID, Number: "other", At: noon()}, "number": {ID: "other", Number: a.Number, At: noon()}} {
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddBatch(ctx, same) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the same %s: %v", name, err)
		}
	}
	of := func(after string, limit int) (ids []string) {
		for _, one := range read(t, s, func(ctx context.Context, r store.Reader) ([]store.Batch, error) {
			return r.BatchesOf(ctx, "org-1", after, limit)
		}) {
			ids = append(ids, one.ID)
		}
		return ids
	}
	wantSame(t, "an organisation's", of("", 10), []string{b.ID, a.ID})
	wantSame(t, "the first page", of("", 1), []string{b.ID})
	wantSame(t, "the next page", of(b.ID, 10), []string{a.ID})
	a.State, a.Done, a.Counts, a.Report, a.Source.Name = store.BatchDeleting, 3, map[string]int{"valid": 2, "invalid": 1}, "", "another"
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.LockBatch(ctx, a.ID); err != nil {
			return err
		}
		return tx.UpdateBatch(ctx, a)
	})
	wantSame(t, "updated", read1(a.ID), a)
	wantSame(t, "without those being deleted", of("", 10), []string{b.ID})
	old := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Batch, error) {
		return r.BatchesBefore(ctx, other.At, 10)
	})
	wantSame(t, "old ones", old, []store.Batch{b})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteBatch(ctx, b.ID) })
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Batch(ctx, b.ID)
		return err
	})
	wantKind(t, err, fault.NotFound, "")
}

func testBatchParts(t *testing.T, s store.Store) {
	a, b := batch(1), batch(2)
	addBatches(t, s, a, b)
	first, second, foreign := batchPart(a, 0), batchPart(a, 1), batchPart(b, 0)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		return tx.AddBatchParts(ctx, []store.BatchPart{second, first, foreign})
	})
	parts := func(of store.Batch, n int) []store.BatchPart {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.BatchPart, error) {
			return r.BatchParts(ctx, of.ID, n, 10)
		})
	}
	wantSame(t, "parts", parts(a, 0), []store.BatchPart{first, second})
	wantSame(t, "the rest", parts(a, 1), []store.BatchPart{second})
	first.Results = []store.BatchResult{{Outcome: "invalid", Reasons: []string{"digest_mismatch"}, Name: "示例·𰻝生", Certificate: cert.ID(id(5))}}
	finish := func() error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.FinishBatchPart(ctx, first) })
	}
	if err := finish(); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "finished", parts(a, 0), []store.BatchPart{first, second})
	wantKind(t, finish(), fault.Conflict, "moved_on")
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteBatch(ctx, a.ID) })
	wantSame(t, "of the deleted", len(parts(a, 0)), 0)
	wantSame(t, "of the other", parts(b, 0), []store.BatchPart{foreign})
}

func testBatchLeases(t *testing.T, s store.Store) {
	a, b, done := batch(1), batch(2), batch(3)
	done.State = store.BatchDone
	addBatches(t, s, b, a, done)
	now := noon()
	claim := func(owner string) (string, error) {
		var got store.Batch
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			got, err = tx.ClaimBatch(ctx, owner, now, time.Minute)
			return err
		})
		return got.ID, err
	}
	keep := func(owner, id string, in store.BatchState) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return tx.KeepBatch(ctx, owner, id, in, now, time.Minute)
		})
	}
	for _, want := range []string{a.ID, b.ID} {
		if got, err := claim("one"); err != nil || got != want {
			t.Errorf("claimed %s, %v; want %s", got, err, want)
		}
	}
	_, err := claim("two")
	wantKind(t, err, fault.NotFound, "")
	wantKind(t, keep("two", a.ID, store.BatchChecking), fault.Conflict, "moved_on")
	wantKind(t, keep("one", a.ID, store.BatchReporting), fault.Conflict, "moved_on")
	if err := keep("one", a.ID, store.BatchChecking); err != nil {
		t.Error(err)
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.FreeBatch(ctx, "one", b.ID) })
	if got, err := claim("two"); err != nil || got != b.ID {
		t.Errorf("claimed %s, %v; want the one that was freed", got, err)
	}
	now = now.Add(time.Minute)
	if got, err := claim("two"); err != nil || got != a.ID {
		t.Errorf("claimed %s, %v; want the one whose lease is over", got, err)
	}
}

func testCopyStandings(t *testing.T, s store.Store) {
	a, b := certificate(1), certificate(2)
	add(t, s, a, b)
	one, other := pendingCopy(1, a.ID), pendingCopy(2, b.ID)
	addCopies(t, s, one, other)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.ClaimCopies(ctx, "owner", noon(), time.Minute, 1); err != nil {
			return err
		}
		one = sealed(one, noon())
		return tx.FinishCopy(ctx, "owner", one, noon())
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.SetCertificateState(ctx, a.ID, cert.Revoked) })
	got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.CopyStanding, error) {
		return r.CopyStandings(ctx, []cert.Code{one.Code, "0000000000000"})
	})
	wantSame(t, "standings", got, []store.CopyStanding{{Code: one.Code, Certificate: a.ID, State: cert.Ready, Digests: one.Digests, Holds: cert.Revoked}})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		return tx.AddChecks(ctx, []store.Check{{Code: one.Code, At: noon(), Way: store.CheckedByFile}, {Code: other.Code, At: noon(), Way: store.CheckedByFile}})
	})
	wantSame(t, "checks", len(read(t, s, func(ctx context.Context, r store.Reader) ([]store.Check, error) {
		return r.ChecksOf(ctx, b.ID, store.Check{}, 10)
	})), 1)
}
