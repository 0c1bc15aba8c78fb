package sealing_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

func lower(code cert.Code) string { return strings.ToLower(string(code)) }

// putPhoto stores a sample photo and returns its key.
func putPhoto(t *testing.T, w *world.World) string {
	t.Helper()
	folder := filepath.Join(testenv.Root(t), "internal", "document", "testdata", "photos")
	all, err := filepath.Glob(filepath.Join(folder, "*.jpg"))
	if err != nil || len(all) == 0 {
		t.Fatal("no sample photos", err)
	}
	photo, err := os.ReadFile(all[0])
	if err != nil {
		t.Fatal(err)
	}
	const key = "photos/sample.jpg"
	if err := w.Blobs.Put(t.Context(), key, photo); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestACopyWaitsForItsPhotoAndHoldsUpNoOther(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person())
		var waiting []cert.Copy
		for range 40 { // more than one batch
			c := w.Certificate(t, func(c *cert.Certificate) { c.Photo = "photos/sample.jpg" })
			waiting = append(waiting, w.Apply(t, a, c))
		}
		w.Clock.Advance(time.Second)
		behind := w.Apply(t, a, w.Certificate(t))
		wantReason(t, w.Pipeline.SealPending(t.Context()), "photo_unavailable")
		for _, c := range waiting {
			if got := w.Copy(t, c.Code); got.State != cert.Pending {
				t.Fatalf("copy without its photo is %s", got.State)
			}
		}
		if got := w.Copy(t, behind.Code); got.State != cert.Ready {
			t.Errorf("the copy behind is %s", got.State)
		}

		putPhoto(t, w)
		w.Clock.Advance(time.Minute)
		w.Seal(t)
		for _, c := range waiting {
			if got := w.Copy(t, c.Code); got.State != cert.Ready {
				t.Fatalf("copy with its photo is %s", got.State)
			}
		}
	})
}

func TestSealingPausesWhileTheClockIsBehind(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		w.Apply(t, a, c)
		w.Seal(t)
		w.Clock.Advance(-time.Hour)
		late := w.Apply(t, a, c)
		wantReason(t, w.Pipeline.SealPending(t.Context()), "clock_behind")
		wantReason(t, w.Pipeline.Ready(t.Context()), "clock_behind")
		if got := w.Copy(t, late.Code); got.State != cert.Pending {
			t.Errorf("copy is %s", got.State)
		}
		w.Clock.Advance(time.Hour)
		w.Seal(t)
		wantReason(t, w.Pipeline.Ready(t.Context()), "")
		if got := w.Copy(t, late.Code); got.State != cert.Ready {
			t.Errorf("copy is %s", got.State)
		}
	})
}

func TestASealThatCannotBeOpenedFailsNothing(t *testing.T) {
	w := world.Sealing(t)
	seal := sealsOf(t, w)["示例人事考试中心"]
	seal.ID = "renewed" // its key is wrapped for the seal it was copied from
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.AddSeal(ctx, seal) })
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	wantReason(t, w.Pipeline.SealPending(t.Context()), "seal_unusable")
	wantReason(t, w.Pipeline.Ready(t.Context()), "seal_unusable")
	if got := w.Copy(t, applied.Code); got.State != cert.Pending {
		t.Errorf("copy is %s, %q", got.State, got.FailReason)
	}
}

// The seal is put into use by another process while this one runs.
func TestACopyWaitsWhereThereIsNoSeal(t *testing.T) {
	w := world.Sealing(t)
	seal := sealsOf(t, w)["示例人事考试中心"]
	seal.State = store.SealAwaitingChain
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.UpdateSeal(ctx, seal) })
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	wantReason(t, w.Pipeline.SealPending(t.Context()), "seal_missing")
	wantReason(t, w.Pipeline.Ready(t.Context()), "seal_missing")
	if got := w.Copy(t, applied.Code); got.State != cert.Pending {
		t.Fatalf("copy is %s, %q", got.State, got.FailReason)
	}

	err := w.Another(t).Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		seal.State = store.SealActive
		return tx.UpdateSeal(ctx, seal)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	w.Seal(t)
	wantReason(t, w.Pipeline.Ready(t.Context()), "")
	if got := w.Copy(t, applied.Code); got.State != cert.Ready {
		t.Errorf("copy is %s", got.State)
	}
}
