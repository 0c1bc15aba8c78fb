package holding_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func wantFault(t *testing.T, err error, kind fault.Kind, reason fault.Reason) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason {
		t.Errorf("got %v (kind %d), want kind %d, %s", err, fault.KindOf(err), kind, reason)
	}
}

func TestAnApplicationIsWrittenDown(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		made := w.Apply(t, a, c)
		got := w.Copy(t, made.Code)
		if got.State != cert.Pending || got.Certificate != c.ID || got.Endorsement == nil || got.Policy != w.Policy().Version {
			t.Fatalf("stored %+v", got)
		}
		if e := got.Endorsement; e.Scenario != "本人调用" || !e.AppliedAt.Equal(w.Clock.Now()) || e.ValidUntil != w.Clock.Today().AddDays(89) {
			t.Errorf("endorsement %+v", *e)
		}
		if _, _, err := w.Holding.File(t.Context(), a, made.Code); true {
			wantFault(t, err, fault.Denied, "copy_pending")
		}
		trail(t, w, "copy.apply", string(made.Code))
	})
}

func trail(t *testing.T, w *world.World, action, subject string) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		entries, err := r.Trail(ctx, 10)
		for _, e := range entries {
			if e.Action == action && e.Subject == subject {
				return err
			}
		}
		t.Errorf("no %s of %s in the trail", action, subject)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatMayBeAppliedFor(t *testing.T) {
	issued := func(day string) func(*cert.Certificate) {
		return func(c *cert.Certificate) { c.IssuedOn = civil.MustParse(day) }
	}
	in := func(s cert.State) func(*cert.Certificate) { return func(c *cert.Certificate) { c.State = s } }
	association := func(c *cert.Certificate) {
		c.Qualification, c.Authority = "拍卖师", "示例拍卖师协会"
	}
	tests := []struct {
		name   string
		edits  []func(*cert.Certificate)
		days   int // of validity, the day of application being day 1
		kind   fault.Kind
		reason fault.Reason
	}{
		{"day 1", nil, 1, fault.Other, ""},
		{"day 90", nil, 90, fault.Other, ""},
		{"day 91", nil, 91, fault.Invalid, "valid_until_too_late"},
		{"yesterday", nil, 0, fault.Invalid, "valid_until_past"},
		{"issued on the first day", []func(*cert.Certificate){issued("2021-12-17")}, 90, fault.Other, ""},
		{"association, the day before", []func(*cert.Certificate){association, issued("2021-12-16")}, 90, fault.Invalid, "endorsement_not_needed"},
		{"association, the first day", []func(*cert.Certificate){association, issued("2021-12-17")}, 90, fault.Other, ""},
		{"file record", []func(*cert.Certificate){func(c *cert.Certificate) { c.Kind = cert.FileRecord }}, 90, fault.Invalid, "endorsement_not_needed"},
		{"suspended", []func(*cert.Certificate){in(cert.Suspended)}, 90, fault.Denied, "certificate_not_in_force"},
		{"revoked", []func(*cert.Certificate){in(cert.Revoked)}, 90, fault.Denied, "certificate_not_in_force"},
		{"lapsed", []func(*cert.Certificate){in(cert.Lapsed)}, 90, fault.Denied, "certificate_not_in_force"},
	}
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person())
		// A midnight in Beijing that is still the day before in UTC.
		w.Clock.Set(time.Date(2027, time.December, 31, 16, 0, 0, 0, time.UTC))
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				c := w.Certificate(t, test.edits...)
				app := w.Application("")
				app.ValidUntil = civil.MustParse("2028-01-01").AddDays(test.days - 1)
				_, err := w.Holding.Endorse(t.Context(), a, c.ID, app)
				wantFault(t, err, test.kind, test.reason)
			})
		}
	})
}

func TestWhatAnApplicationSaysWrongly(t *testing.T) {
	w := world.Bare(t)
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	for reason, spoil := range map[fault.Reason]func(*holding.Application){
		"scenario_unknown":      func(app *holding.Application) { app.Scenario = "別的" },
		"valid_until_malformed": func(app *holding.Application) { app.ValidUntil = civil.Date{} },
		"key_too_long":          func(app *holding.Application) { app.Key = string(make([]byte, 129)) },
	} {
		app := w.Application("")
		spoil(&app)
		_, err := w.Holding.Endorse(t.Context(), a, c.ID, app)
		wantFault(t, err, fault.Invalid, reason)
	}
}

func TestOnlyTheScenariosOfTheCatalogue(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		all, err := tx.Catalogue(ctx, w.Clock.Today())
		var part []cert.Offering
		for _, o := range all {
			if o.Authority == c.Authority {
				o.Scenarios = []string{"单位查验"}
				part = append(part, o)
			}
		}
		if err != nil {
			return err
		}
		_, err = tx.AddCatalogueVersion(ctx, store.CatalogueVersion{
			CatalogueVersion: cert.CatalogueVersion{Authority: c.Authority, EffectiveOn: w.Clock.Today()},
		}, part)
		return err
	})
	_, err := w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
	wantFault(t, err, fault.Invalid, "scenario_not_offered")
}

func TestThreeInTheWindow(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		first := w.Clock.Today() // day 1 of the window that the first application begins
		w.Apply(t, a, c)
		w.Clock.Advance(10 * 24 * time.Hour)
		w.Apply(t, a, c)
		w.Apply(t, a, c)
		_, err := w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
		wantFault(t, err, fault.Exhausted, "quota_used_up")

		w.Clock.Set(first.AddDays(89).Start().Add(23*time.Hour + 59*time.Minute)) // day 90
		_, err = w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
		wantFault(t, err, fault.Exhausted, "quota_used_up")

		w.Clock.Set(first.AddDays(90).Start()) // day 91: the first has left the window
		w.Apply(t, a, c)
		_, err = w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
		wantFault(t, err, fault.Exhausted, "quota_used_up")

		other := w.Certificate(t)
		w.Apply(t, a, other) // each certificate has its own turns
	})
}

func TestAFailedCopyUsesNoTurn(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		fail(t, w, w.Apply(t, a, c))
		for range 3 {
			w.Apply(t, a, c)
		}
		_, err := w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
		wantFault(t, err, fault.Exhausted, "quota_used_up")
	})
}

func fail(t *testing.T, w *world.World, c cert.Copy) {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.ClaimCopies(ctx, "test", w.Clock.Now(), time.Minute, 10); err != nil {
			return err
		}
		c.State, c.FailReason = cert.Failed, "text_unrenderable"
		return tx.FinishCopy(ctx, "test", c, w.Clock.Now())
	})
}

func TestEqualKeysAreOneApplication(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c, other := w.Certificate(t), w.Certificate(t)
		a := w.Holder(t, c.Holder)
		codes := map[cert.Code]bool{}
		for range 5 {
			made, err := w.Holding.Endorse(t.Context(), a, c.ID, w.Application("once"))
			if err != nil {
				t.Fatal(err)
			}
			codes[made.Code] = true
		}
		if len(codes) != 1 {
			t.Errorf("five posts with one key made %d copies", len(codes))
		}
		elsewhere, err := w.Holding.Endorse(t.Context(), a, other.ID, w.Application("once"))
		if err != nil || codes[elsewhere.Code] {
			t.Errorf("the key of one certificate counts for another: %v, %v", elsewhere.Code, err)
		}
	})
}

func TestTenAtTheSameMomentLeaveThree(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		var all sync.WaitGroup
		results := make([]error, 10)
		for i := range results {
			all.Go(func() { _, results[i] = w.Holding.Endorse(t.Context(), a, c.ID, w.Application("")) })
		}
		all.Wait()
		made := 0
		for _, err := range results {
			if err == nil {
				made++
				continue
			}
			wantFault(t, err, fault.Exhausted, "quota_used_up")
		}
		if item, err := w.Holding.Find(t.Context(), a, c.ID); err != nil || made != 3 || len(item.Copies) != 3 {
			t.Errorf("%d made, %d stored, %v; want 3", made, len(item.Copies), err)
		}
	})
}

func TestTenWithOneKeyAtTheSameMomentAreOne(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		var all sync.WaitGroup
		codes := make([]cert.Code, 10)
		for i := range codes {
			all.Go(func() {
				made, err := w.Holding.Endorse(t.Context(), a, c.ID, w.Application("k"))
				if err != nil {
					t.Error(err)
				}
				codes[i] = made.Code
			})
		}
		all.Wait()
		for _, code := range codes {
			if code != codes[0] {
				t.Errorf("codes %v", codes)
			}
		}
	})
}

func TestSomeoneElsesIsNotFound(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		owner := w.Holder(t, c.Holder)
		made := w.Apply(t, owner, c)
		stranger := person.Identity{Name: "周未晞", Document: person.Document{Type: person.ResidentCard, Number: "119999199001010012"}}
		unproven := func(a *store.Account) { a.ClaimedAt = time.Time{} }
		renamed := c.Holder
		renamed.Name = "林若曦"
		for name, a := range map[string]store.Account{
			"stranger":     w.Holder(t, stranger),
			"unproven":     w.Holder(t, c.Holder, unproven),
			"another name": w.Holder(t, renamed),
			"staff":        w.Holder(t, c.Holder, func(a *store.Account) { a.Role = store.OfficerRole }),
		} {
			t.Run(name, func(t *testing.T) {
				if items, err := w.Holding.List(t.Context(), a); err != nil || len(items) != 0 {
					t.Errorf("the list shows %d certificates, %v", len(items), err)
				}
				_, err := w.Holding.Find(t.Context(), a, c.ID)
				wantFault(t, err, fault.NotFound, "certificate_not_found")
				_, err = w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
				wantFault(t, err, fault.NotFound, "certificate_not_found")
				_, err = w.Holding.Unendorsed(t.Context(), a, c.ID)
				wantFault(t, err, fault.NotFound, "certificate_not_found")
				_, _, err = w.Holding.Copy(t.Context(), a, made.Code)
				wantFault(t, err, fault.NotFound, "copy_not_found")
				_, _, err = w.Holding.File(t.Context(), a, made.Code)
				wantFault(t, err, fault.NotFound, "copy_not_found")
				_, err = w.Holding.Picture(t.Context(), a, made.Code)
				wantFault(t, err, fault.NotFound, "copy_not_found")
			})
		}
	})
}
