package sealing_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Between making and drawing again, all changes that may: the certificate, the
// rule, the seal and its algorithm, the time, the process.
func TestACopyIsRebuiltFromWhatItKeeps(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		photo := putPhoto(t, w)
		c := w.Certificate(t, func(c *cert.Certificate) { c.Photo, c.Holder.Name = photo, "吴𪻐" })
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		w.Seal(t)
		file := fileOf(t, w, w.Copy(t, applied.Code))

		w.SetState(t, c.ID, cert.Revoked)
		changeRule(t, w)
		addSeal(t, w, cms.RSA2048) // leaves a longer hole
		w.Clock.Advance(400 * 24 * time.Hour)
		other := w.Another(t)
		other.Pipeline.Policy.Version = 7

		got, err := other.Pipeline.Rebuild(t.Context(), applied.Code)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Same || got.Copy.Code != applied.Code {
			t.Error("the stored file is not the one drawn")
		}
		if a, b := withoutHole(t, got.Drawn), withoutHole(t, file); !bytes.Equal(a, b) {
			t.Errorf("%d bytes outside the signature, drawn %d", len(b), len(a))
		}
	})
}

// withoutHole is the file but for the digits of its signature.
func withoutHole(t *testing.T, file []byte) []byte {
	t.Helper()
	at := bytes.Index(file, []byte("/Contents <"))
	if at < 0 {
		t.Fatal("no signature")
	}
	at += len("/Contents <")
	end := at + bytes.IndexByte(file[at:], '>')
	return append(bytes.Clone(file[:at]), file[end:]...)
}

func changeRule(t *testing.T, w *world.World) {
	t.Helper()
	all, err := w.Catalogue.Part(t.Context(), "示例人事考试中心", w.Clock.Today())
	for i := range all {
		all[i].EndorsedFrom = civil.MustParse("2026-01-01")
	}
	if err == nil {
		_, err = w.Catalogue.Load(t.Context(), all, w.Clock.Today())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRebuildTellsAnotherFile(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	made := w.Copy(t, applied.Code)
	file := bytes.Clone(fileOf(t, w, made))
	file[len(file)/2] ^= 1
	if err := w.Blobs.Delete(t.Context(), made.Blob); err != nil {
		t.Fatal(err)
	}
	_, err := w.Pipeline.Rebuild(t.Context(), made.Code)
	wantReason(t, err, "file_lost")
	if err := w.Blobs.Put(t.Context(), made.Blob, file); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Pipeline.Rebuild(t.Context(), made.Code); err != nil || got.Same {
		t.Errorf("a changed file passes for the copy: %v", err)
	}
}

func TestRebuildRefuses(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	pending := w.Apply(t, w.Holder(t, c.Holder), c)
	_, err := w.Pipeline.Rebuild(t.Context(), pending.Code)
	wantReason(t, err, "copy_not_made")

	for name, test := range map[string]struct {
		keeps  func(*cert.Copy)
		reason fault.Reason
	}{
		"a template no program draws": {func(c *cert.Copy) { c.Template = "certificate/99" }, "template_unknown"},
		"other fonts":                 {func(c *cert.Copy) { c.FontSet = "other" }, "fonts_differ"},
	} {
		w := world.Sealing(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), w.Certificate(t))
		w.Pipeline.Store = &finishWith{Store: w.Store, edit: test.keeps}
		w.Seal(t)
		_, err := w.Pipeline.Rebuild(t.Context(), applied.Code)
		t.Run(name, func(t *testing.T) { wantReason(t, err, test.reason) })
	}
}

// finishWith is a store in which a finished copy keeps what edit makes of it.
type finishWith struct {
	store.Store
	edit func(*cert.Copy)
}

func (s *finishWith) Update(ctx context.Context, f func(context.Context, store.Tx) error) error {
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &finishTx{tx, s.edit}) })
}

type finishTx struct {
	store.Tx
	edit func(*cert.Copy)
}

func (t *finishTx) FinishCopy(ctx context.Context, owner string, c cert.Copy, at time.Time) error {
	t.edit(&c)
	return t.Tx.FinishCopy(ctx, owner, c, at)
}
