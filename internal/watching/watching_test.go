package watching_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/watching"
)

func TestMain(m *testing.M) { testenv.Main(m) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantReason(t *testing.T, err error, want fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != want {
		t.Errorf("%v, want %q", err, want)
	}
}

// organisation registers one, and returns who acts for it.
func organisation(t *testing.T, w *world.World, name string) watching.By {
	t.Helper()
	now := w.Clock.Now()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddOrganisation(ctx, store.Organisation{ID: name, Name: name, Number: name, ConfirmedAt: now, CreatedAt: now})
	})
	return watching.By{Organisation: name, Actor: "clerk", Role: string(store.VerifierRole), Way: store.CheckedByCode}
}

// sealed makes a copy of a new certificate.
func sealed(t *testing.T, w *world.World) (cert.Certificate, store.Account, cert.Copy) {
	t.Helper()
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	made := w.Apply(t, a, c)
	w.Seal(t)
	return c, a, w.Copy(t, made.Code)
}

// look puts down that the organisation looked a certificate up by data.
func look(t *testing.T, w *world.World, by watching.By, id cert.ID) {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddCheck(ctx, store.Check{Certificate: id, At: w.Clock.Now(), Way: store.CheckedByData, Organisation: by.Organisation})
	})
}

// change proposes and approves.
func change(t *testing.T, w *world.World, r issuing.Request) {
	t.Helper()
	r.Public, r.LegalBase = "以虚假材料取得", "第十条"
	officer := store.Account{ID: "officer", Role: store.OfficerRole, Authority: "示例人事考试中心"}
	p, err := w.Issuing.Propose(t.Context(), officer, r)
	must(t, err)
	_, err = w.Approval.Approve(t.Context(), store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: officer.Authority}, p.ID)
	must(t, err)
	w.Clock.Advance(time.Second)
}

// told are the organisation's events, oldest first, as a receiver reads them.
func told(t *testing.T, w *world.World, by watching.By) (all []watching.Notification) {
	t.Helper()
	events, err := w.Watching.Events(t.Context(), by, w.Clock.Now().Add(time.Hour), "", 100)
	must(t, err)
	for _, e := range slices.Backward(events) {
		var n watching.Notification
		must(t, json.Unmarshal(e.Body, &n))
		if n.ID != e.ID || string(n.Type) != e.Type || !n.At.Equal(e.At) {
			t.Errorf("%+v is sent as %+v", e.Event, n)
		}
		all = append(all, n)
	}
	return all
}

func kinds(all []watching.Notification) (k []watching.Kind) {
	for _, n := range all {
		k = append(k, n.Type)
	}
	return k
}

func wantKinds(t *testing.T, w *world.World, by watching.By, want ...watching.Kind) []watching.Notification {
	t.Helper()
	all := told(t, w, by)
	if got := kinds(all); !slices.Equal(got, want) {
		t.Errorf("%s was told %v, want %v", by.Organisation, got, want)
	}
	return all
}

func TestEachChangeIsToldOnce(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c, _, made := sealed(t, w)
		by, other := organisation(t, w, "a"), organisation(t, w, "b")
		watch, err := w.Watching.WatchCopy(t.Context(), by, made.Code.String(), "  新员工 7 号 ")
		must(t, err)
		look(t, w, other, c.ID)
		_, err = w.Watching.WatchFound(t.Context(), other, c.ID, "")
		must(t, err)

		change(t, w, issuing.Request{Certificate: c.ID, Kind: cert.Suspension})
		change(t, w, issuing.Request{Certificate: c.ID, Kind: cert.Lifting})
		change(t, w, issuing.Request{Certificate: c.ID, Kind: cert.Correction, Corrections: issuing.Corrections{cert.FieldName: "林若曦"}})
		found, err := w.Watching.Find(t.Context(), by, watch.ID)
		must(t, err)
		if found.Certificate == c.ID || found.State != cert.InForce {
			t.Errorf("after a correction it watches %+v", found)
		}
		change(t, w, issuing.Request{Certificate: found.Certificate, Kind: cert.Lapse})
		change(t, w, issuing.Request{Certificate: found.Certificate, Kind: cert.Cancellation})
		change(t, w, issuing.Request{Certificate: found.Certificate, Kind: cert.Revocation})
		change(t, w, issuing.Request{Certificate: found.Certificate, Kind: cert.Reissue})

		want := []watching.Kind{
			watching.Suspended, watching.Resumed, watching.Corrected, watching.Expired, watching.Cancelled, watching.Revoked, watching.Reissued,
		}
		all := wantKinds(t, w, by, want...)
		first := all[0].Data
		if first.Watch != watch.ID || first.Label != "新员工 7 号" || first.Copy != made.Code.String() || first.Before != cert.InForce ||
			first.State != cert.Suspended || *first.EffectiveOn != w.Clock.Today() || first.Check != "https://yinxin.example/v/"+string(made.Code) {
			t.Errorf("told %+v", first)
		}
		corrected := all[2].Data
		if corrected.State != cert.Corrected || corrected.Successor != cert.InForce || !slices.Equal(corrected.Fields, []string{cert.FieldName}) {
			t.Errorf("told of the correction %+v", corrected)
		}
		for _, n := range wantKinds(t, w, other, want...) {
			if n.Data.Copy != "" || n.Data.Check != "https://yinxin.example/check" {
				t.Errorf("who looked it up by data is told %+v", n.Data)
			}
		}
	})
}

func TestAChangeUndoneIsNotTold(t *testing.T) {
	w := world.Sealing(t)
	c, _, made := sealed(t, w)
	by := organisation(t, w, "a")
	_, err := w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
	must(t, err)
	undone := fault.New("test", fault.Conflict, "undone")
	err = w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := w.Watching.Changed(ctx, tx, cert.Change{Certificate: c.ID, Kind: cert.Revocation, From: cert.InForce, To: cert.Revoked}); err != nil {
			return err
		}
		return undone
	})
	wantReason(t, err, "undone")
	wantKinds(t, w, by)
}

func TestTheHolderEndsAWatchByWithdrawing(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c, holder, made := sealed(t, w)
		by, other := organisation(t, w, "a"), organisation(t, w, "b")
		_, err := w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
		must(t, err)
		look(t, w, other, c.ID)
		_, err = w.Watching.WatchFound(t.Context(), other, c.ID, "")
		must(t, err)
		watchers := func() []string {
			item, err := w.Holding.Find(t.Context(), holder, c.ID)
			must(t, err)
			var names []string
			for _, one := range item.Watchers {
				names = append(names, one.Organisation+" "+string(one.Copy))
			}
			return names
		}
		if got := watchers(); !slices.Equal(got, []string{"a " + string(made.Code), "b "}) && !slices.Equal(got, []string{"b ", "a " + string(made.Code)}) {
			t.Errorf("the holder sees %v", got)
		}
		_, err = w.Holding.Withdraw(t.Context(), holder, made.Code)
		must(t, err)
		if got := watchers(); !slices.Equal(got, []string{"b "}) {
			t.Errorf("afterwards the holder sees %v", got)
		}
		w.Clock.Advance(time.Second)
		change(t, w, issuing.Request{Certificate: c.ID, Kind: cert.Revocation})
		if all := wantKinds(t, w, by, watching.CopyWithdrawn); !all[0].Data.Ended || all[0].Data.State != cert.InForce {
			t.Errorf("told %+v", all[0])
		}
		wantKinds(t, w, other, watching.Revoked)
		_, err = w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
		wantReason(t, err, "copy_withdrawn")
	})
}

func TestWatchesEnd(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c, _, made := sealed(t, w)
		by := organisation(t, w, "a")
		byCopy, err := w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
		must(t, err)
		look(t, w, by, c.ID)
		byData, err := w.Watching.WatchFound(t.Context(), by, c.ID, "")
		must(t, err)
		if byCopy.LastDay != made.Endorsement.ValidUntil || byData.LastDay != w.Clock.Today().AddDays(364) {
			t.Errorf("they last until %s and %s", byCopy.LastDay, byData.LastDay)
		}
		for _, step := range []struct {
			at   time.Time
			want int
		}{
			{byCopy.LastDay.End().Add(-time.Second), 0}, {byCopy.LastDay.End(), 1}, {byData.LastDay.End().Add(-time.Second), 0}, {byData.LastDay.End(), 1},
		} {
			w.Clock.Set(step.at)
			if n, err := w.Watching.ApplyDue(t.Context()); err != nil || n != step.want {
				t.Errorf("at %s %d ended, %v", step.at, n, err)
			}
		}
		wantKinds(t, w, by, watching.CopyExpired, watching.WatchEnded)
		_, err = w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
		wantReason(t, err, "copy_expired")
	})
}

func TestALookUpIsNeededAndRenews(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		by, other := organisation(t, w, "a"), organisation(t, w, "b")
		look(t, w, other, c.ID)
		_, err := w.Watching.WatchFound(t.Context(), by, c.ID, "")
		wantReason(t, err, "look_up_first")
		look(t, w, by, c.ID)
		first, err := w.Watching.WatchFound(t.Context(), by, c.ID, "")
		must(t, err)
		w.Clock.Advance(25 * time.Hour)
		_, err = w.Watching.WatchFound(t.Context(), by, c.ID, "")
		wantReason(t, err, "look_up_first")
		look(t, w, by, c.ID)
		again, err := w.Watching.WatchFound(t.Context(), by, c.ID, "更名")
		must(t, err)
		if again.ID != first.ID || again.LastDay != first.LastDay.AddDays(1) || again.Label != "更名" {
			t.Errorf("renewed: %+v, was %+v", again, first)
		}
	})
}

func TestRefusals(t *testing.T) {
	w := world.Sealing(t)
	_, _, made := sealed(t, w)
	by, other := organisation(t, w, "a"), organisation(t, w, "b")
	w.Watching.Most = 1
	for _, code := range []string{"", "x", "0000-0000-0000-0", string(made.Code) + "'"} {
		_, err := w.Watching.WatchCopy(t.Context(), by, code, "")
		wantReason(t, err, "copy_unknown")
	}
	for _, label := range []string{"a\nb", string(make([]rune, 61)), "\xff"} {
		_, err := w.Watching.WatchCopy(t.Context(), by, string(made.Code), label)
		wantReason(t, err, "watch_label_malformed")
	}
	watch, err := w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
	must(t, err)
	_, err = w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
	wantReason(t, err, "watches_used_up")
	w.Watching.Most = 9
	_, err = w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
	wantReason(t, err, "watched_already")

	_, err = w.Watching.Relabel(t.Context(), other, watch.ID, "x")
	wantReason(t, err, "not_found")
	wantReason(t, w.Watching.Unwatch(t.Context(), other, watch.ID), "not_found")
	if all, err := w.Watching.List(t.Context(), other, "", 9); err != nil || len(all) != 0 {
		t.Errorf("another organisation sees %v, %v", all, err)
	}
	_, err = w.Watching.Relabel(t.Context(), by, watch.ID, "甲")
	must(t, err)
	if all, err := w.Watching.List(t.Context(), by, "", 9); err != nil || len(all) != 1 || all[0].Label != "甲" {
		t.Errorf("it sees %v, %v", all, err)
	}
	must(t, w.Watching.Unwatch(t.Context(), by, watch.ID))
	wantReason(t, w.Watching.Unwatch(t.Context(), by, watch.ID), "not_found")
}

func TestNobodyLockedOutIsTold(t *testing.T) {
	w := world.Sealing(t)
	c, _, made := sealed(t, w)
	by := organisation(t, w, "a")
	_, err := w.Watching.WatchCopy(t.Context(), by, string(made.Code), "")
	must(t, err)
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		o, err := tx.Organisation(ctx, by.Organisation)
		if err != nil {
			return err
		}
		o.DisabledAt = w.Clock.Now()
		return tx.UpdateOrganisation(ctx, o)
	})
	change(t, w, issuing.Request{Certificate: c.ID, Kind: cert.Revocation})
	wantKinds(t, w, by)
}
