package sealing_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// No timestamp can be added behind an electronic seal: its copies wait for
// theirs also where others are sealed at once and raised later.
func TestAnElectronicSealWaitsForItsTimestamp(t *testing.T) {
	t.Parallel()
	w := world.Sealing(t)
	lasting(t, w, "")
	ca := newSeller(t, w, cms.SM2)
	s := ca.add(t, w, cms.SM2, seals.SM2Seal, "b-t")
	good := w.Pipeline.Stamps
	w.Pipeline.Stamps, w.Pipeline.Later = &deaf{good, 0}, true
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	wantReason(t, w.Pipeline.SealPending(t.Context()), "tsa_unavailable")
	if got := w.Copy(t, applied.Code); got.State != cert.Pending || len(w.Files(t, "copies/")) != 0 {
		t.Fatalf("copy is %s, files %v", got.State, w.Files(t, "copies/"))
	}
	w.Pipeline.Stamps = good
	w.Clock.Advance(time.Minute)
	w.Seal(t)
	got := w.Copy(t, applied.Code)
	if got.State != cert.Ready {
		t.Fatalf("copy is %s, %q", got.State, got.FailReason)
	}
	if r := ca.check(t, w, fileOf(t, w, got)); r.Verdict != verify.Valid || len(r.Signers[0].Times) != 1 {
		t.Errorf("%s %v, times %v", r.Verdict, r.Reasons, r.Signers[0].Times)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		counts, err := tx.SealCounts(ctx, w.Clock.Today())
		if n := counts[s.ID]; n.Total != 2 { // once in vain
			t.Errorf("the key was used %d times", n.Total)
		}
		return err
	})

	w.Pipeline.Stamps = nil
	again := w.Apply(t, w.Holder(t, c.Holder), c)
	wantReason(t, w.Pipeline.SealPending(t.Context()), "tsa_unavailable")
	if got := w.Copy(t, again.Code); got.State != cert.Pending {
		t.Errorf("without any authority: copy is %s", got.State)
	}
}

// What an interrupted run left of such a copy is taken up, timestamp and all.
func TestAStampedElectronicCopyIsTakenUp(t *testing.T) {
	t.Parallel()
	w := world.Sealing(t)
	lasting(t, w, "")
	ca := newSeller(t, w, cms.SM2)
	ca.add(t, w, cms.SM2, seals.SM2Seal, "b-t")
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	failing := &failOnce{Store: w.Store}
	w.Pipeline.Store = failing
	sealInterrupted(t, w, failing)
	left := onlyFile(t, w)
	w.Clock.Advance(time.Minute)
	w.Seal(t)
	got := w.Copy(t, applied.Code)
	if got.State != cert.Ready || got.Blob != left || len(got.Digests) != 1 {
		t.Errorf("copy is %s of %s, digests %v", got.State, got.Blob, got.Digests)
	}
	if r := ca.check(t, w, fileOf(t, w, got)); r.Verdict != verify.Valid || len(r.Signers[0].Times) != 1 {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}
