package holding_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestAReadyCopyIsFetchedUntilItEnds(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		made := w.Apply(t, a, c)
		w.Seal(t)
		fetched := func(kind fault.Kind, reason fault.Reason) {
			t.Helper()
			_, file, err := w.Holding.File(t.Context(), a, made.Code)
			wantFault(t, err, kind, reason)
			svg, err := w.Holding.Picture(t.Context(), a, made.Code)
			wantFault(t, err, kind, reason)
			if whole := bytes.HasPrefix(file, []byte("%PDF-")) && bytes.Contains(svg, []byte("<svg")); whole != (reason == "") {
				t.Errorf("fetched %d bytes and a picture of %d, reason %q", len(file), len(svg), reason)
			}
		}
		fetched(fault.Other, "")

		end := made.Endorsement.ValidUntil.End()
		w.Clock.Set(end.Add(-time.Second))
		fetched(fault.Other, "")
		w.Clock.Set(end)
		fetched(fault.Denied, "copy_expired")
		w.Clock.Set(end.Add(-time.Hour))

		w.SetState(t, c.ID, cert.Suspended)
		fetched(fault.Denied, "certificate_not_in_force")
		w.SetState(t, c.ID, cert.InForce)
		fetched(fault.Other, "")

		w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, made.Code, w.Clock.Now()) })
		fetched(fault.Denied, "copy_withdrawn")
	})
}

func TestAFileThatIsGoneIsOurTrouble(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	made := w.Apply(t, a, c)
	w.Seal(t)
	if err := w.Blobs.Delete(t.Context(), w.Copy(t, made.Code).Blob); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.Holding.File(t.Context(), a, made.Code)
	wantFault(t, err, fault.Other, "file_lost")
}

// moved is blobs under which a file is replaced by a longer one between reading
// where it lies and reading it.
type moved struct {
	blob.Store
	once sync.Once
	move func()
}

func (m *moved) Get(ctx context.Context, key string) ([]byte, error) {
	m.once.Do(m.move)
	return m.Store.Get(ctx, key)
}

func TestAFileIsFetchedWhileALongerOneTakesItsPlace(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	applied := w.Apply(t, a, c)
	w.Seal(t)
	made := w.Copy(t, applied.Code)
	longer := made
	longer.Blob = strings.TrimSuffix(made.Blob, ".pdf") + "-2.pdf"
	blobs := w.Blobs
	w.Holding.Blobs = &moved{Store: blobs, move: func() {
		w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.ReplaceFile(ctx, longer, made.Blob) })
		if err := errors.Join(blobs.Put(t.Context(), longer.Blob, []byte("longer")), blobs.Delete(t.Context(), made.Blob)); err != nil {
			t.Error(err)
		}
	}}
	shown, file, err := w.Holding.File(t.Context(), a, made.Code)
	if err != nil || string(file) != "longer" || shown.Blob != longer.Blob {
		t.Errorf("%s of %d bytes, %v", shown.Blob, len(file), err)
	}
}

func TestWhatNeedsNoEndorsementIsSealedOnce(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t, func(c *cert.Certificate) {
			c.Qualification, c.Authority, c.IssuedOn = "拍卖师", "示例拍卖师协会", civil.MustParse("2020-06-30")
		})
		a := w.Holder(t, c.Holder)
		w.Holding.SealWait = time.Millisecond
		_, err := w.Holding.Unendorsed(t.Context(), a, c.ID)
		wantFault(t, err, fault.Unavailable, "copy_pending")
		w.Holding.SealWait = 0
		w.Seal(t)
		first, err := w.Holding.Unendorsed(t.Context(), a, c.ID)
		if err != nil || first.State != cert.Ready || first.Endorsement != nil {
			t.Fatalf("%+v, %v", first, err)
		}
		again, err := w.Holding.Unendorsed(t.Context(), a, c.ID)
		if err != nil || again.Code != first.Code {
			t.Errorf("asked again: %s, %v; want %s", again.Code, err, first.Code)
		}
	})
}

func TestADeliveredFileIsFetchedAsItIs(t *testing.T) {
	w := world.Bare(t)
	a := w.Holder(t, world.Person())
	const key = "files/00/file.pdf"
	if err := w.Blobs.Put(t.Context(), key, []byte("%PDF-1.4 delivered")); err != nil {
		t.Fatal(err)
	}
	record := func(c *cert.Certificate) { c.Kind, c.File = cert.FileRecord, key }
	for name, tt := range map[string]struct {
		edit   func(*cert.Certificate)
		kind   fault.Kind
		reason fault.Reason
	}{
		"delivered":     {record, fault.Other, ""},
		"not delivered": {func(c *cert.Certificate) { c.Kind = cert.FileRecord }, fault.NotFound, "file_not_online"},
		"lost":          {func(c *cert.Certificate) { record(c); c.File = "files/00/lost.pdf" }, fault.Other, "file_lost"},
		"revoked":       {func(c *cert.Certificate) { record(c); c.State = cert.Revoked }, fault.Denied, "certificate_not_in_force"},
		"sealed by us":  {func(c *cert.Certificate) { c.File = key }, fault.NotFound, "file_not_online"},
		"another's":     {func(c *cert.Certificate) { record(c); c.Holder.Name = "别人" }, fault.NotFound, "certificate_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			c := w.Certificate(t, tt.edit)
			_, file, err := w.Holding.Delivered(t.Context(), a, c.ID)
			wantFault(t, err, tt.kind, tt.reason)
			if (string(file) == "%PDF-1.4 delivered") != (tt.reason == "") {
				t.Errorf("fetched %q", file)
			}
		})
	}
}

func TestWhatIsNotFetchedWithoutAnEndorsement(t *testing.T) {
	w := world.Sealing(t)
	a := w.Holder(t, world.Person())
	for reason, edit := range map[fault.Reason]func(*cert.Certificate){
		"endorsement_needed":       func(*cert.Certificate) {},
		"file_not_online":          func(c *cert.Certificate) { c.Kind = cert.FileRecord },
		"certificate_not_in_force": func(c *cert.Certificate) { c.State = cert.Revoked },
	} {
		c := w.Certificate(t, edit)
		_, err := w.Holding.Unendorsed(t.Context(), a, c.ID)
		wantFault(t, err, fault.Denied, reason)
	}
}
