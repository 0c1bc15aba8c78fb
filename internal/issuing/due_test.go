package issuing_test

import (
	"errors"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/testenv/world"
)

func errorAt(err error) (f *fault.Error, ok bool) { return f, errors.As(err, &f) }

// A change that counts from a day to come is so from that day's first instant
// in Beijing, once, whoever looks.
func TestAChangeThatCountsFromADayToCome(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		on := civil.MustParse("2026-12-01")
		r := asked(c.ID, cert.Suspension)
		r.EffectiveOn = on
		change(t, w, r)
		state := func() cert.State { return dossier(t, w, c.ID).Certificate.State }
		apply := func(want int) {
			t.Helper()
			for _, s := range []*issuing.Service{w.Issuing, w.Another(t).Issuing} {
				n, err := s.ApplyDue(t.Context())
				if err != nil || n != want {
					t.Errorf("%d carried out, %v, want %d", n, err, want)
				}
				want = 0
			}
		}
		w.Clock.Set(on.Start().Add(-time.Second))
		apply(0)
		if d := dossier(t, w, c.ID); d.Certificate.State != cert.InForce || len(d.Due) != 1 || d.Due[0].EffectiveOn != on {
			t.Errorf("the day before: %s, %+v", d.Certificate.State, d.Due)
		}
		w.Clock.Set(on.Start())
		apply(1)
		if state() != cert.Suspended {
			t.Errorf("on the day: %s", state())
		}
		if d := dossier(t, w, c.ID); len(d.Due) != 0 || d.Changes[0].EffectiveOn != on {
			t.Errorf("afterwards: %+v", d)
		}
	})
}

// What has become impossible meanwhile is dropped, and holds nothing else up.
func TestADueChangeThatCameTooLate(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c, other := w.Certificate(t), w.Certificate(t)
		on := w.Clock.Today().AddDays(1)
		for _, id := range []cert.ID{c.ID, other.ID} {
			r := asked(id, cert.Suspension)
			r.EffectiveOn = on
			change(t, w, r)
		}
		change(t, w, asked(c.ID, cert.Revocation))
		w.Clock.Set(on.Start())
		if n, err := w.Issuing.ApplyDue(t.Context()); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
		if got := dossier(t, w, c.ID).Certificate.State; got != cert.Revoked {
			t.Errorf("revoked, then %s", got)
		}
		if got := dossier(t, w, other.ID).Certificate.State; got != cert.Suspended {
			t.Errorf("the other is %s", got)
		}
		if got := trail(t, w, "certificate.drop"); len(got) != 1 || got[0] != string(c.ID) {
			t.Errorf("the trail has %v", got)
		}
	})
}
