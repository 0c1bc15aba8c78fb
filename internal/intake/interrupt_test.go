package intake_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// manyRows are enough rows for several transactions: the sample's, again and
// again under numbers of their own.
func manyRows(t *testing.T) (file []byte, rows int) {
	t.Helper()
	const times = 18 // two transactions
	lines := strings.SplitAfter(strings.TrimSpace(string(sample(t, "certificates.csv")))+"\n", "\n")
	var b strings.Builder
	b.WriteString(lines[0])
	for range times {
		for _, line := range lines[1:] {
			if line == "" {
				continue
			}
			fields := strings.SplitN(line, ",", 3)
			rows++
			fmt.Fprintf(&b, "T%08d,,%s", rows, fields[2])
		}
	}
	return []byte(b.String()), rows
}

// watched are the stored certificates, with something that happens when they
// are asked for the n-th time.
type watched struct {
	delivery.Stored
	asked  atomic.Int32
	at     int32
	happen func()
}

func (w *watched) ByNumbers(ctx context.Context, keys []delivery.Key) (map[delivery.Key]cert.Certificate, error) {
	if w.asked.Add(1) == w.at {
		w.happen()
	}
	return w.Stored.ByNumbers(ctx, keys)
}

// interrupted makes something happen in the middle of the next import, which
// must reach it.
func interrupted(t *testing.T, s *intake.Service, happen func()) (restore func()) {
	t.Helper()
	happened := false
	t.Cleanup(func() {
		if !happened {
			t.Error("nothing happened in the middle of the import")
		}
	})
	plain := s.Importer
	s.Importer = func(ctx context.Context, authority string) (*delivery.Importer, error) {
		importer, err := plain(ctx, authority)
		if err == nil {
			importer.Stored = &watched{Stored: importer.Stored, at: 6, happen: func() { happened = true; happen() }}
		}
		return importer, err
	}
	return func() { s.Importer = plain }
}

// released takes many rows up to their release by the background.
func (o *office) released() (store.Delivery, int) {
	o.t.Helper()
	file, rows := manyRows(o.t)
	d := o.work(o.receive("many.csv", file).ID)
	if d.Added != rows {
		o.t.Fatalf("%d of %d rows can be released: %+v", d.Added, rows, d.Findings.Groups)
	}
	o.must(o.Intake.Submit(o.t.Context(), o.officer, d.ID, o.Clock.Now().AddDate(0, 0, 1)))
	o.must(o.Intake.Release(o.t.Context(), o.reviewer, d.ID))
	return d, rows
}

// wantWhole checks that all rows are stored, each once, and counted.
func (o *office) wantWhole(d store.Delivery, rows int) {
	o.t.Helper()
	o.wantState(d, store.DeliveryReleased)
	if d.Added != rows || d.Unchanged != 0 || o.stored() != rows {
		o.t.Errorf("%d added, %d unchanged, %d stored, want %d", d.Added, d.Unchanged, o.stored(), rows)
	}
}

func TestAReleaseIsStoppedAndResumed(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o := newOffice(t, w)
		d, rows := o.released()
		restore := interrupted(t, o.Intake, func() { o.must(o.Intake.Stop(t.Context(), o.reviewer, d.ID)) })
		stopped := o.work(d.ID)
		o.wantState(stopped, store.DeliveryStopped)
		if n := o.stored(); n >= rows {
			t.Errorf("%d of %d rows stored by a stopped release", n, rows)
		}
		if !stopped.VisibleFrom.IsZero() {
			t.Error("half a delivery is to become public")
		}
		restore()
		o.must(o.Intake.Resume(t.Context(), o.reviewer, d.ID))
		o.wantWhole(o.work(d.ID), rows)
	})
}

func TestAReleaseThatIsCutOffGoesOnElsewhere(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o := newOffice(t, w)
		d, rows := o.released()
		ctx, cut := context.WithCancel(t.Context())
		interrupted(t, o.Intake, cut)
		if err := o.Intake.Work(ctx); !errors.Is(err, context.Canceled) && !fault.Is(err, fault.Unavailable) && err == nil {
			t.Errorf("cut off: %v", err)
		}
		o.wantState(o.find(d.ID), store.DeliveryReleasing)
		o.must(w.Another(t).Intake.Work(t.Context()))
		o.wantWhole(o.find(d.ID), rows)
	})
}

// claim takes a delivery's lease as another process would.
func (o *office) claim(owner string) error {
	return o.Store.Update(o.t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := tx.ClaimDelivery(ctx, owner, o.Clock.Now(), time.Minute)
		return err
	})
}

// What a process held that died waits until its lease is over.
func TestADeliveryWaitsForALease(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o := newOffice(t, w)
		d := o.receive("certificates.csv", sample(t, "certificates.csv"))
		o.must(o.claim("dead"))
		o.wantState(o.work(d.ID), store.DeliveryChecking)
		o.Clock.Advance(time.Minute)
		o.wantState(o.work(d.ID), store.DeliveryChecked)
	})
}

// A process that lost its lease stores nothing more.
func TestTwoNodesNeverWorkOnOneDelivery(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o := newOffice(t, w)
		d, rows := o.released()
		restore := interrupted(t, o.Intake, func() {
			for o.Clock.Advance(time.Minute); o.claim("another") != nil; o.Clock.Advance(time.Minute) {
				continue // the first one renews its lease as long as it can
			}
		})
		o.wantState(o.work(d.ID), store.DeliveryReleasing)
		if n := o.stored(); n >= rows {
			t.Errorf("%d of %d rows stored without the lease", n, rows)
		}
		restore()
		o.Clock.Advance(time.Minute)
		o.wantWhole(o.work(d.ID), rows)
	})
}

func TestADeliveryIsUndoneBeforeItsTime(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		kept := w.Certificate(t)
		d, rows := o.released()
		o.must(o.Intake.Work(ctx))
		if got := o.stored(); got != rows+1 {
			t.Fatalf("%d stored", got)
		}
		o.must(o.Intake.Undo(ctx, o.reviewer, d.ID))
		undone := o.work(d.ID)
		o.wantState(undone, store.DeliveryUndone)
		if n := o.stored(); n != 1 || len(o.kept()) != 0 {
			t.Errorf("%d certificates and %v left", n, o.kept())
		}
		o.view(func(ctx context.Context, r store.Reader) error {
			lines, err := r.CoverageOf(ctx, []string{d.ID})
			if len(lines) != 0 {
				t.Errorf("still counted: %+v", lines)
			}
			_, missing := r.Certificate(ctx, kept.ID)
			return errors.Join(err, missing)
		})
		again, rows := o.released()
		o.Clock.Advance(48 * time.Hour)
		if again = o.work(again.ID); again.Added != rows || !again.PublicAt(o.Clock.Now()) {
			t.Errorf("delivered again: %+v", again)
		}
		if err := o.Intake.Undo(ctx, o.reviewer, again.ID); fault.ReasonOf(err) != "delivery_public" {
			t.Errorf("undone in public: %v", err)
		}
	})
}

// Rows that were refused are delivered again on their own, in the same batch.
func TestCorrectionsAndRetriesAreOfTheBatch(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.submitted("certificates-faulty.csv")
		o.must(o.Intake.Release(ctx, o.reviewer, d.ID))
		first := o.work(d.ID)
		correction, err := o.Intake.Receive(ctx, intake.Upload{
			File: strings.NewReader(string(sample(t, "certificates.csv"))), Name: "mended.csv", By: o.officer, Batch: d.ID,
		})
		o.must(err)
		again, err := o.Intake.Retry(ctx, o.officer, d.ID)
		o.must(err)
		if again.ID == d.ID || again.File != d.ID || correction.Batch != d.ID || again.Batch != d.ID {
			t.Errorf("correction %+v, retry %+v", correction, again)
		}
		if again = o.work(again.ID); again.Added != 0 || again.Unchanged != first.Added || again.Refused != first.Refused {
			t.Errorf("tried again: %+v", again)
		}
		batch, err := o.Intake.Batch(ctx, first)
		if err != nil || len(batch) != 3 {
			t.Errorf("%d in the batch, %v", len(batch), err)
		}
		o.must(o.Intake.Discard(ctx, o.officer, again.ID))
		o.wantState(o.work(again.ID), store.DeliveryUndone)
		if len(w.Files(t, "deliveries/"+d.ID+"/file/")) == 0 {
			t.Error("the first delivery lost its file")
		}
	})
}
