package seals_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestASealTakesOverOnItsDay(t *testing.T) {
	w := world.Sealing(t)
	now := w.Clock.Now()
	old := currentSeal(t, w)
	id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Scope: old.Scope}).Subject
	chain := issued(t, ca(t, now), kept(t, w, id).Request, nil, now)
	for name, day := range map[string]civil.Date{
		"yesterday":                        w.Clock.Today().AddDays(-1),
		"the day of the certificate's end": civil.Of(now.AddDate(1, 0, 0)),
	} {
		_, err := w.Custody.Propose(t.Context(), custodian("first"),
			seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: chain, From: day, Reason: "接替"})
		if fault.ReasonOf(err) != "seal_begins_outside" {
			t.Errorf("%s: %v", name, err)
		}
	}
	carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: chain, From: w.Clock.Today().AddDays(2)})

	holder := w.Holder(t, world.Person())
	certificate := w.Certificate(t)
	before := w.Apply(t, holder, certificate)
	w.Seal(t)
	if used := kept(t, w, id).Uses.Total; used != 1 { // its own request
		t.Errorf("%s sealed before the day: used %d times", before.Code, used)
	}
	wantTurns(t, w, w.Clock.Today(), map[string]seals.Turn{old.ID: seals.CurrentTurn, id: seals.NextTurn})
	wantTurns(t, w, w.Clock.Today().AddDays(2), map[string]seals.Turn{old.ID: seals.PreviousTurn, id: seals.CurrentTurn})
	w.Clock.Advance(48 * time.Hour)
	w.Apply(t, holder, certificate)
	w.Seal(t)
	if used := kept(t, w, id).Uses.Total; used != 2 {
		t.Errorf("used %d times once the day had come", used)
	}
	carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: old.ID})
	wantTurns(t, w, w.Clock.Today(), map[string]seals.Turn{old.ID: seals.Out, id: seals.CurrentTurn})
}

// currentSeal is the seal that the demonstration's certificates bear.
func currentSeal(t *testing.T, w *world.World) seals.Kept {
	t.Helper()
	for _, k := range mustList(t, w) {
		if _, listed := k.Scope.Find("注册城乡规划师"); listed {
			return k
		}
	}
	t.Fatal("no seal")
	return seals.Kept{}
}

func wantTurns(t *testing.T, w *world.World, day civil.Date, want map[string]seals.Turn) {
	t.Helper()
	var all []store.Seal
	for _, k := range mustList(t, w) {
		all = append([]store.Seal{k.Seal}, all...)
	}
	for _, s := range all {
		turn, asked := want[s.ID]
		if got := seals.TurnOf(s, all, day); asked && got != turn {
			t.Errorf("%s on %s: %q, want %q", s.ID, day, got, turn)
		}
	}
}

func TestACompromiseRetiresForGoodAndIsOnlyMovedBack(t *testing.T) {
	w := world.Sealing(t)
	now := w.Clock.Now()
	old := currentSeal(t, w)
	refused := func(since time.Time, reason fault.Reason) {
		t.Helper()
		_, err := w.Custody.Propose(t.Context(), custodian("first"),
			seals.Request{Kind: seals.CompromiseKind, Seal: old.ID, Since: since, Reason: "密钥失窃"})
		if fault.ReasonOf(err) != reason {
			t.Errorf("since %s: %v, want %s", since, err, reason)
		}
	}
	refused(time.Time{}, "compromise_missing")
	refused(now.Add(time.Minute), "compromise_to_come")
	carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: old.ID}) // and then it comes to light
	since := now.Add(-time.Hour)
	carriedOut(t, w, seals.Request{Kind: seals.CompromiseKind, Seal: old.ID, Since: since})
	if got := kept(t, w, old.ID); got.State != store.SealRetired || !got.CompromisedAt.Equal(since) {
		t.Errorf("%s, since %s", got.State, got.CompromisedAt)
	}
	refused(since, "compromise_not_earlier")
	carriedOut(t, w, seals.Request{Kind: seals.CompromiseKind, Seal: old.ID, Since: since.Add(-time.Hour)})
	if got := kept(t, w, old.ID); !got.CompromisedAt.Equal(since.Add(-time.Hour)) {
		t.Errorf("moved back to %s", got.CompromisedAt)
	}
}
