package overview_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/overview"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const authority = "示例人事考试中心"

func of(t *testing.T, w *world.World, authority string) overview.Overview {
	t.Helper()
	o, err := w.Overview.Of(t.Context(), authority)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// setSeal puts the authority's seal into a state, as its custodians would.
func setSeal(t *testing.T, w *world.World, state store.SealState) {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		all, err := tx.Seals(ctx)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Authority == authority {
				s.State = state
				if err := tx.UpdateSeal(ctx, s); err != nil {
					return err
				}
			}
		}
		return tx.WakeCopies(ctx)
	})
}

func TestOverview(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		began := w.Clock.Now()
		holder := w.Holder(t, world.Person())
		setSeal(t, w, store.SealFrozen)
		w.Apply(t, holder, w.Certificate(t))
		if o := of(t, w, authority); o.Waiting.Copies != 1 || !o.Waiting.Oldest.Equal(began) || fault.ReasonOf(o.Waiting.Why) != "seal_frozen" {
			t.Errorf("waiting: %+v", o.Waiting)
		}
		setSeal(t, w, store.SealActive)
		if o := of(t, w, authority); o.Waiting.Why != nil {
			t.Errorf("nothing is in the way: %v", o.Waiting.Why)
		}
		w.Clock.Set(began.Add(40 * time.Second))
		w.Seal(t)
		for range 3 {
			w.Apply(t, holder, w.Certificate(t))
		}
		w.Seal(t)

		if err := w.Trail.Link(t.Context()); err != nil {
			t.Fatal(err)
		}
		o := of(t, w, authority)
		now, today := o.Hours[len(o.Hours)-1], o.Days[len(o.Days)-1]
		if len(o.Hours) != 24 || len(o.Days) != 30 || now.Applied != 4 || now.Made != 4 || today.Copies != 4 || today.On != w.Clock.Today() {
			t.Errorf("hour %+v, day %+v", now, today)
		}
		if o.Median != 10*time.Millisecond || o.Slowest != 40*time.Second {
			t.Errorf("half within %s, 95 of 100 within %s", o.Median, o.Slowest)
		}
		if o.Waiting.Copies != 0 || o.Waiting.Why != nil || !o.TrailSince.IsZero() || len(o.Failures) != 0 {
			t.Errorf("%+v", o)
		}
		other := of(t, w, "示例拍卖师协会")
		if h := other.Hours[len(other.Hours)-1]; h.Applied != 0 || h.Made != 0 || other.Median != 0 {
			t.Errorf("another authority sees %+v", h)
		}

		w.Apply(t, holder, w.Certificate(t)) // on no link
		w.Clock.Set(w.Clock.Now().AddDate(0, 0, 85))
		o = of(t, w, authority)
		if last := o.Expiring[4]; last.Copies != 4 || last.On != civil.Of(began).AddDays(89) {
			t.Errorf("running out: %+v", o.Expiring)
		}
		if o.Days[0].Copies != 0 || o.TrailSince.IsZero() {
			t.Errorf("after 85 days without linking: %+v, trail %s", o.Days[0], o.TrailSince)
		}
	})
}

func TestWhatWaitsForItsTimestampsIsTold(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		made := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
		w.Seal(t)
		since := w.Clock.Now().Truncate(time.Second)
		w.Update(t, func(ctx context.Context, tx store.Tx) error {
			return tx.AddLasting(ctx, store.Lasting{Code: made.Code, Level: "b-b", Wanted: "b-t", Since: since, Reason: "tsa_unavailable"})
		})
		kept, err := w.Custody.Raising(t.Context(), authority)
		if o := of(t, w, authority); err != nil || o.Raising != kept || kept.Copies != 1 || !kept.Since.Equal(since) || kept.Reason != "tsa_unavailable" {
			t.Errorf("%+v, to custodians %+v, %v", o.Raising, kept, err)
		}
		if o := of(t, w, "示例拍卖师协会"); o.Raising.Copies != 0 {
			t.Errorf("another authority sees %+v", o.Raising)
		}
	})
}

func TestClockBehindIsTold(t *testing.T) {
	w := world.Sealing(t)
	holder := w.Holder(t, world.Person())
	w.Apply(t, holder, w.Certificate(t))
	w.Seal(t)
	w.Clock.Set(w.Clock.Now().Add(-time.Minute))
	w.Apply(t, holder, w.Certificate(t))
	if o := of(t, w, authority); fault.ReasonOf(o.Waiting.Why) != "clock_behind" {
		t.Errorf("waiting: %+v", o.Waiting)
	}
}

func TestChainsThatEndAreTold(t *testing.T) {
	w := world.Sealing(t)
	if o := of(t, w, authority); len(o.Seals) != 0 {
		t.Fatalf("new seals end: %+v", o.Seals)
	}
	var until time.Time
	for range 20 * 12 {
		w.Clock.Set(w.Clock.Now().AddDate(0, 1, 0))
		if o := of(t, w, authority); len(o.Seals) > 0 {
			if left := o.Seals[0].Until.Sub(w.Clock.Now()); left <= 0 || left > 90*24*time.Hour || o.Seals[0].Over {
				t.Errorf("first told %s before the end", left)
			}
			until = o.Seals[0].Until
			break
		}
	}
	w.Clock.Set(until.Add(time.Second))
	if o := of(t, w, authority); len(o.Seals) != 2 || !o.Seals[0].Over { // that of certificates, that of reports
		t.Errorf("after the end: %+v", o.Seals)
	}
}
