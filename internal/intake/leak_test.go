package intake_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Nothing that the public or a holder reaches tells of a certificate before
// its publication time, and all of it does afterwards.
func TestNothingLeaksBeforeItsTime(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.submitted("certificates.csv")
		holder := w.Holder(t, world.Person())
		renamed := world.Person()
		renamed.Name = "林若兮"
		other := w.Holder(t, renamed)
		unclaimed := w.Holder(t, world.Person(), func(a *store.Account) { a.ClaimedAt = time.Time{} })

		seen := func() (list int, corrected, online bool, announced, working int) {
			items, err := w.Holding.List(ctx, holder)
			o.must(err)
			answer, err := w.Holding.Explain(ctx, other, "造价工程师", 2022)
			o.must(err)
			var covered []store.Covered
			o.view(func(ctx context.Context, r store.Reader) (err error) {
				covered, err = r.Coverage(ctx, o.Clock.Now())
				return err
			})
			news, err := o.Intake.Announcements(ctx, store.Place{}, 10)
			o.must(err)
			work, err := o.Intake.InWork(ctx)
			o.must(err)
			return len(items), answer.MaybeCorrected, len(covered) > 0, len(news), len(work)
		}
		hidden := func(when string, inWork bool) {
			t.Helper()
			list, corrected, online, announced, working := seen()
			if list != 0 || corrected || online || announced != 0 || working > 0 != inWork {
				t.Errorf("%s: %d listed, maybe corrected %t, online %t, %d announced, %d in work", when, list, corrected, online, announced, working)
			}
		}
		hidden("submitted", true)
		o.must(o.Intake.Release(ctx, o.reviewer, d.ID))
		d = o.work(d.ID)
		hidden("stored", true)

		var mine cert.Certificate
		o.view(func(ctx context.Context, r store.Reader) error {
			all, err := r.CertificatesByDocument(ctx, world.Person().Document)
			if err == nil {
				mine = all[0]
			}
			return err
		})
		if mine.VisibleAt(o.Clock.Now()) {
			t.Fatal("the certificate is public")
		}
		if _, err := w.Holding.Find(ctx, holder, mine.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("found: %v", err)
		}
		if _, err := w.Holding.Endorse(ctx, holder, mine.ID, holding.Application{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("endorsed: %v", err)
		}
		o.must(w.SignIn.StartClaim(ctx, unclaimed))
		o.view(func(ctx context.Context, r store.Reader) error {
			code, err := r.OneTimeCode(ctx, unclaimed.ID, "claim")
			if code.Phone != "" {
				t.Error("a code was sent to a delivered number")
			}
			return err
		})

		o.Clock.Set(d.VisibleFrom)
		if list, corrected, online, announced, working := seen(); list == 0 || !corrected || !online || announced != 1 || working != 0 {
			t.Errorf("public: %d listed, maybe corrected %t, online %t, %d announced, %d in work", list, corrected, online, announced, working)
		}
		o.must(w.SignIn.StartClaim(ctx, unclaimed))
		o.view(func(ctx context.Context, r store.Reader) error {
			code, err := r.OneTimeCode(ctx, unclaimed.ID, "claim")
			if code.Phone == "" {
				t.Error("public, and no code was sent")
			}
			return err
		})
	})
}
