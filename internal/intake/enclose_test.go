package intake_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// pictured counts the certificates with a photo.
func (o *office) pictured() (n int) {
	o.t.Helper()
	o.view(func(ctx context.Context, r store.Reader) error {
		var numbers []string
		for line := range strings.Lines(string(sample(o.t, "certificates.csv"))) {
			if number, _, _ := strings.Cut(line, ","); number != "" {
				numbers = append(numbers, number)
			}
		}
		all, err := r.CertificatesByNumber(ctx, numbers, nil)
		for _, c := range all {
			if c.Photo != "" {
				n++
			}
		}
		return err
	})
	return n
}

// A photo for a certificate stored before comes with the publication, and not
// at all where the delivery is undone.
func TestPhotosWaitForTheirPublication(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		first := o.work(o.receive("certificates.csv", sample(t, "certificates.csv")).ID)
		o.must(o.Intake.Submit(ctx, o.officer, first.ID, time.Time{}))
		o.must(o.Intake.Release(ctx, o.reviewer, first.ID))
		o.work(first.ID)

		content, photos := withPhotos(t)
		bring := func() store.Delivery {
			t.Helper()
			d := o.work(o.receive("photos.zip", content).ID)
			o.must(o.Intake.Submit(ctx, o.officer, d.ID, o.Clock.Now().Add(time.Hour)))
			o.must(o.Intake.Release(ctx, o.reviewer, d.ID))
			d = o.work(d.ID)
			o.wantState(d, store.DeliveryReleased)
			if n := o.pictured(); n != 0 {
				t.Fatalf("%d photos are there before their publication", n)
			}
			return d
		}
		undone := bring()
		o.must(o.Intake.Undo(ctx, o.reviewer, undone.ID))
		o.wantState(o.work(undone.ID), store.DeliveryUndone)
		published := bring()
		o.Clock.Set(published.VisibleFrom)
		n, err := o.Intake.ApplyDue(ctx)
		o.must(err)
		if n == 0 || n > photos || o.pictured() != n {
			t.Errorf("%d given of %d, %d certificates have one", n, photos, o.pictured())
		}
		if n, err := o.Intake.ApplyDue(ctx); n != 0 || err != nil {
			t.Errorf("given again: %d, %v", n, err)
		}
	})
}
