package intake_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestMain(m *testing.M) { testenv.Main(m) }

func TestADeliveryOnItsWay(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.receive("certificates.csv", sample(t, "certificates.csv"))
		o.wantState(d, store.DeliveryChecking)
		if d.Number != "2026-1" {
			t.Errorf("number %s", d.Number)
		}
		for _, key := range o.kept() {
			if sealed, err := o.Blobs.Get(ctx, key); err != nil || bytes.Contains(sealed, []byte("管理号")) {
				t.Errorf("%s lies open: %v", key, err)
			}
		}
		d = o.work(d.ID)
		o.wantState(d, store.DeliveryChecked)
		if d.Rows != 295 || d.Added != 295 || d.Refused != 0 || o.stored() != 0 || len(d.Findings.Lines) == 0 {
			t.Fatalf("checked: %+v, %d stored", d, o.stored())
		}

		at := o.Clock.Now().Add(time.Hour)
		o.must(o.Intake.Submit(ctx, o.officer, d.ID, at))
		for name, by := range map[string]store.Account{
			"whoever uploaded": o.officer, "in another role": {ID: o.officer.ID, Role: store.ReviewerRole, Authority: authority},
		} {
			if err := o.Intake.Release(ctx, by, d.ID); fault.ReasonOf(err) != "second_person_needed" {
				t.Errorf("released by %s: %v", name, err)
			}
		}
		o.must(o.Intake.Release(ctx, o.reviewer, d.ID))
		d = o.work(d.ID)
		o.wantState(d, store.DeliveryReleased)
		if d.Added != 295 || d.Unchanged != 0 || o.stored() != 295 || !d.VisibleFrom.Equal(at) {
			t.Errorf("released: %+v, %d stored", d, o.stored())
		}

		again := o.work(o.receive("certificates.csv", sample(t, "certificates.csv")).ID)
		if again.Number != "2026-2" || again.Added != 0 || again.Unchanged != 295 {
			t.Errorf("the same file again: %+v", again)
		}
		if err := o.Intake.Submit(ctx, o.officer, again.ID, time.Time{}); fault.ReasonOf(err) != "delivery_nothing_new" {
			t.Errorf("nothing to submit: %v", err)
		}
	})
}

func TestAnOfficeDeliversItsOwnAlone(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		const association = "示例拍卖师协会" // delivers for nobody else
		theirs := 0
		for line := range strings.Lines(string(sample(t, "certificates.csv"))) {
			if strings.Contains(line, ","+association+",") {
				theirs++
			}
		}
		if theirs == 0 {
			t.Fatal("the sample has no row of the association")
		}
		officer := store.Account{ID: "officer2", Role: store.OfficerRole, Authority: association}
		reviewer := store.Account{ID: "reviewer2", Role: store.ReviewerRole, Authority: association}
		d, err := o.Intake.Receive(ctx, intake.Upload{File: bytes.NewReader(sample(t, "certificates.csv")), Name: "all.csv", By: officer})
		o.must(err)
		o.must(o.Intake.Work(ctx))
		d, err = o.Intake.Find(ctx, association, d.ID)
		o.must(err)
		if d.Rows != 295 || d.Added != theirs || d.Refused != 295-theirs {
			t.Fatalf("%d rows, %d to add, %d refused; %d are its own", d.Rows, d.Added, d.Refused, theirs)
		}
		for _, g := range d.Findings.Groups {
			if g.Reason != delivery.ReasonNotYours || g.Field != "签发单位" {
				t.Errorf("refused for %s at %s", g.Reason, g.Field)
			}
		}
		o.must(o.Intake.Submit(ctx, officer, d.ID, time.Time{}))
		o.must(o.Intake.Release(ctx, reviewer, d.ID))
		o.must(o.Intake.Work(ctx))
		if n := o.stored(); n != theirs {
			t.Errorf("%d stored, want %d", n, theirs)
		}

		// The centre delivers for everyone: its upload holds all the others too.
		if d := o.work(o.receive("all.csv", sample(t, "certificates.csv")).ID); d.Refused != 0 || d.Added != 295-theirs || d.Unchanged != theirs {
			t.Errorf("the centre's: %d to add, %d unchanged, %d refused", d.Added, d.Unchanged, d.Refused)
		}
	})
}

func TestAnotherAuthoritySeesNothing(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.submitted("certificates.csv")
		other := store.Account{ID: "other", Role: store.ReviewerRole, Authority: "示例拍卖师协会"}
		for name, err := range map[string]error{
			"release": o.Intake.Release(ctx, other, d.ID),
			"discard": o.Intake.Discard(ctx, other, d.ID),
			"answer":  o.Intake.SendBack(ctx, other, d.ID, "no"),
			"undo":    o.Intake.Undo(ctx, other, d.ID),
			"unknown": o.Intake.Release(ctx, o.reviewer, "none"),
		} {
			if fault.ReasonOf(err) != "delivery_not_found" || !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := o.Intake.Retry(ctx, other, d.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("retry: %v", err)
		}
		if _, err := o.Intake.Receive(ctx, intake.Upload{File: strings.NewReader("x"), By: other, Batch: d.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("correct: %v", err)
		}
		if all, _, err := o.Intake.List(ctx, other.Authority, ""); err != nil || len(all) != 0 {
			t.Errorf("listed: %v, %v", all, err)
		}
		if all, _, err := o.Intake.List(ctx, authority, ""); err != nil || len(all) != 1 {
			t.Errorf("its own: %v, %v", all, err)
		}
	})
}

func TestEveryStepHasItsState(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.submitted("certificates.csv")
		if err := o.Intake.Submit(ctx, o.officer, d.ID, time.Time{}); fault.ReasonOf(err) != "delivery_state" {
			t.Errorf("submitted twice: %v", err)
		}
		if err := o.Intake.SendBack(ctx, o.reviewer, d.ID, " "); fault.ReasonOf(err) != "answer_missing" {
			t.Errorf("sent back without a word: %v", err)
		}
		o.must(o.Intake.SendBack(ctx, o.reviewer, d.ID, "照片不清"))
		if d = o.find(d.ID); d.State != store.DeliveryChecked || d.Answer != "照片不清" {
			t.Errorf("sent back: %+v", d)
		}
		if err := o.Intake.Release(ctx, o.reviewer, d.ID); fault.ReasonOf(err) != "delivery_state" {
			t.Errorf("released unsubmitted: %v", err)
		}
		if err := o.Intake.Submit(ctx, o.officer, d.ID, o.Clock.Now().Add(-time.Minute)); fault.ReasonOf(err) != "publish_at_past" {
			t.Errorf("published in the past: %v", err)
		}
		o.must(o.Intake.Discard(ctx, o.officer, d.ID))
		if d = o.work(d.ID); d.State != store.DeliveryUndone || len(o.kept()) != 0 {
			t.Errorf("discarded: %s, kept %v", d.State, o.kept())
		}
	})
}

func TestFaultsAreGroupedAndNamesWait(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.work(o.receive("certificates-faulty.csv", sample(t, "certificates-faulty.csv")).ID)
		if d.State != store.DeliveryChecked || d.Refused == 0 || d.Findings.Faults == 0 {
			t.Fatalf("%+v", d)
		}
		rows := 0
		for i, g := range d.Findings.Groups {
			rows += g.Count
			if i > 0 && g.Count > d.Findings.Groups[i-1].Count {
				t.Error("the largest group is not the first")
			}
			if len(g.Lines) == 0 || g.Reason == "" {
				t.Errorf("%+v", g)
			}
		}
		var report bytes.Buffer
		o.must(o.Intake.WriteRefused(ctx, d, delivery.Chinese, &report))
		if got := strings.Count(report.String(), "\n"); rows != d.Refused || got != d.Refused+1 {
			t.Errorf("%d rows in groups, %d lines in the error file, want %d", rows, got, d.Refused)
		}
		needs := o.work(o.receive("certificates-needs-font.csv", sample(t, "certificates-needs-font.csv")).ID)
		names, err := o.Intake.Names(ctx, needs)
		o.must(err)
		if len(names) == 0 || len(names[0].Missing) == 0 || names[0].Line < 2 || !strings.ContainsRune(names[0].Name, names[0].Missing[0]) {
			t.Errorf("waiting names %+v of %+v", names, needs.Findings.Groups)
		}
	})
}

func TestFilesThatAreNoDelivery(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		if _, err := o.Intake.Receive(ctx, intake.Upload{File: strings.NewReader(""), By: o.officer}); fault.ReasonOf(err) != "file_missing" {
			t.Errorf("an empty file: %v", err)
		}
		d := o.work(o.receive(`C:\office\notes.csv`, []byte("甲,乙\n1,2\n")).ID)
		if d.State != store.DeliveryUnreadable || d.Findings.Refusal == nil || d.Findings.Refusal.Reason != "delivery_header" || d.FileName != "notes.csv" {
			t.Errorf("%+v", d)
		}
		o.view(func(ctx context.Context, r store.Reader) error {
			all, err := r.Deliveries(ctx, store.DeliveryFilter{Authority: authority})
			if i := slices.IndexFunc(all, func(one store.Delivery) bool { return one.ID != d.ID }); len(all) != 2 || all[i].State != store.DeliveryUndone {
				t.Errorf("the empty file is left as %+v", all)
			}
			return err
		})
		again, err := o.Intake.Retry(ctx, o.officer, d.ID)
		if err != nil || again.ID != d.ID || o.work(d.ID).State != store.DeliveryUnreadable {
			t.Errorf("checked again: %+v, %v", again, err)
		}
	})
}

// Every step is in the trail, with who took it.
func TestEveryStepIsRecorded(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		o, ctx := newOffice(t, w), t.Context()
		d := o.submitted("certificates.csv")
		o.must(o.Intake.Release(ctx, o.reviewer, d.ID))
		o.work(d.ID)
		o.must(o.Intake.Undo(ctx, o.reviewer, d.ID))
		o.work(d.ID)
		var got []string
		o.view(func(ctx context.Context, r store.Reader) error {
			trail, err := r.Trail(ctx, 100)
			for _, e := range slices.Backward(trail) {
				if strings.HasPrefix(e.Action, "delivery.") {
					got = append(got, e.Actor+" "+e.Action)
				}
				if e.Actor == "" || e.Subject == d.ID && e.Authority != authority {
					t.Errorf("%+v", e)
				}
			}
			return err
		})
		want := []string{
			"officer delivery.upload", "system delivery.check", "officer delivery.submit", "reviewer delivery.release",
			"system delivery.released", "reviewer delivery.undo", "system delivery.undone",
		}
		if !slices.Equal(got, want) {
			t.Errorf("recorded %v, want %v", got, want)
		}
	})
}
