package sealing_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// afterPut does something once a file has become durable.
type afterPut struct {
	blob.Store
	then func() error
}

func (b *afterPut) Put(ctx context.Context, key string, body []byte) error {
	if err := b.Store.Put(ctx, key, body); err != nil {
		return err
	}
	return b.then()
}

// failOnce is a store whose next transaction that would finish a copy is cut
// off, as by a process that ends there.
type failOnce struct {
	store.Store
	once  sync.Once
	armed bool
}

var errCutOff = errors.New("cut off")

func (s *failOnce) Update(ctx context.Context, f func(context.Context, store.Tx) error) error {
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &cutOff{tx, s}) })
}

type cutOff struct {
	store.Tx
	store *failOnce
}

func (t *cutOff) FinishCopy(ctx context.Context, owner string, c cert.Copy, at time.Time) error {
	err := error(nil)
	if t.store.armed {
		t.store.once.Do(func() { err = errCutOff })
	}
	if err != nil {
		return err
	}
	return t.Tx.FinishCopy(ctx, owner, c, at)
}

// sealInterrupted seals until the file is durable and no further.
func sealInterrupted(t *testing.T, w *world.World, s *failOnce) {
	t.Helper()
	s.armed = true
	if err := w.Pipeline.SealPending(t.Context()); !errors.Is(err, errCutOff) {
		t.Fatalf("not interrupted: %v", err)
	}
}

func onlyFile(t *testing.T, w *world.World) string {
	t.Helper()
	files := w.Files(t, "copies/")
	if len(files) != 1 {
		t.Fatalf("files %v, want one", files)
	}
	return files[0]
}

func TestAFileLeftByAnInterruptedRunIsTakenUp(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		failing := &failOnce{Store: w.Store}
		w.Pipeline.Store = failing
		sealInterrupted(t, w, failing)
		left := onlyFile(t, w)
		body := fileOf(t, w, cert.Copy{Blob: left})
		madeAt := w.Clock.Now()
		if got := w.Copy(t, applied.Code); got.State != cert.Pending {
			t.Fatalf("shown as %s before it was finished", got.State)
		}

		w.Clock.Advance(time.Minute) // the lease of the dead process runs out
		other := w.Another(t)
		if err := other.Pipeline.SealPending(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := w.Copy(t, applied.Code)
		if got.State != cert.Ready || got.Blob != left || !got.MadeAt.Equal(madeAt) || onlyFile(t, w) != left {
			t.Errorf("sealed again: %+v", got)
		}
		if !bytes.Equal(fileOf(t, w, got), body) {
			t.Error("the file was changed")
		}
	})
}

func TestAFileThatIsNotTheCopysIsNotTakenUp(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		failing := &failOnce{Store: w.Store}
		w.Pipeline.Store = failing
		sealInterrupted(t, w, failing)
		left := onlyFile(t, w)
		photo := putPhoto(t, w)
		w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.SetCertificatePhoto(ctx, c.ID, photo) })

		w.Clock.Advance(time.Minute)
		w.Seal(t)
		got := w.Copy(t, applied.Code)
		if got.State != cert.Ready || got.Blob == left || onlyFile(t, w) != got.Blob || got.Snapshot.Photo != photo {
			t.Errorf("the old page was taken up: %+v", got)
		}
	})
}

// A process whose lease ran out finds, after its file became durable, that
// another has finished the copy.
func TestWhoLosesTheLeaseGivesWay(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		other := w.Another(t)
		var sealed error
		w.Pipeline.Blobs = &beforePut{Store: w.Blobs, first: func() {
			w.Clock.Advance(time.Minute)
			sealed = other.Pipeline.SealPending(t.Context())
		}}
		w.Seal(t)
		if sealed != nil {
			t.Fatal(sealed)
		}
		got := w.Copy(t, applied.Code)
		if got.State != cert.Ready || !got.MadeAt.Equal(w.Clock.Now()) || onlyFile(t, w) != got.Blob {
			t.Errorf("kept %v of %+v", w.Files(t, "copies/"), got)
		}
	})
}

// The other process is still at work when the first, its lease lost, leaves
// its file; whoever finishes removes it.
func TestAFileOfALostLeaseDoesNotStay(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	other := w.Another(t)
	other.Pipeline.Blobs = &beforePut{Store: w.Blobs, first: func() {
		// The first process, slow until now, puts its file under its own time.
		late := applied.Code
		key := "copies/" + lower(late)[:2] + "/" + lower(late) + "/1.pdf"
		if err := w.Blobs.Put(t.Context(), key, []byte("%PDF-late")); err != nil {
			t.Error(err)
		}
	}}
	if err := other.Pipeline.SealPending(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.Copy(t, applied.Code); got.State != cert.Ready || onlyFile(t, w) != got.Blob {
		t.Errorf("files %v of %+v", w.Files(t, "copies/"), got)
	}
}

// beforePut does something before the first file is put.
type beforePut struct {
	blob.Store
	once  sync.Once
	first func()
}

func (b *beforePut) Put(ctx context.Context, key string, body []byte) error {
	b.once.Do(b.first)
	return b.Store.Put(ctx, key, body)
}
