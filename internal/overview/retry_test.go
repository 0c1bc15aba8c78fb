package overview_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func officer() store.Account {
	return store.Account{ID: "officer", Role: store.OfficerRole, Authority: authority}
}

// fails ends a pending copy as sealing does.
func fails(t *testing.T, w *world.World, c cert.Copy, reason string) cert.Copy {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.ClaimCopies(ctx, "test", w.Clock.Now(), time.Minute, 100); err != nil {
			return err
		}
		c.State, c.FailReason = cert.Failed, reason
		if err := tx.FinishCopy(ctx, "test", c, w.Clock.Now()); err != nil {
			return err
		}
		return tx.ReleaseCopies(ctx, "test")
	})
	return c
}

func retry(t *testing.T, w *world.World, by store.Account, again int, kept map[fault.Reason]int) {
	t.Helper()
	got, err := w.Overview.Retry(t.Context(), by, "text_unrenderable")
	if err != nil {
		t.Fatal(err)
	}
	if got.Again != again || !maps.Equal(got.Kept, kept) {
		t.Errorf("%d again, kept %v; want %d, %v", got.Again, got.Kept, again, kept)
	}
}

func TestRetry(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		holder := w.Holder(t, world.Person())
		c := fails(t, w, w.Apply(t, holder, w.Certificate(t)), "text_unrenderable")
		if o := of(t, w, authority); len(o.Failures) != 1 || o.Failures[0].Copies != 1 || o.Failures[0].Final {
			t.Fatalf("failures: %+v", o.Failures)
		}
		stranger := officer()
		stranger.Authority = "示例拍卖师协会"
		retry(t, w, stranger, 0, nil)
		retry(t, w, officer(), 1, nil)
		if got := w.Copy(t, c.Code); got.State != cert.Pending || got.FailReason != "" {
			t.Errorf("the copy is %s (%s)", got.State, got.FailReason)
		}
		retry(t, w, officer(), 0, nil) // nothing is left
		w.Seal(t)
		if got := w.Copy(t, c.Code); got.State != cert.Ready {
			t.Errorf("the copy is %s (%s)", got.State, got.FailReason)
		}
		records, _, err := w.Trail.Search(t.Context(), authority, audit.Filter{Action: "copy.retry", Subject: string(c.Code)}, audit.Place{}, 10)
		if err != nil || len(records) != 1 || records[0].Actor != "officer" || records[0].Reason != "text_unrenderable" {
			t.Errorf("trail: %+v, %v", records, err)
		}
		if _, err := w.Overview.Retry(t.Context(), officer(), "certificate_changed"); fault.ReasonOf(err) != "failure_final" {
			t.Errorf("a changed certificate: %v", err)
		}
	})
}

// A failed copy gave its turn back; it comes again only as the rules allow.
func TestRetryKeepsTheRules(t *testing.T) {
	w := world.Sealing(t)
	holder := w.Holder(t, world.Person())
	// apply takes n turns of a certificate at the time, each sealed.
	apply := func(c cert.Certificate, n int) {
		for range n {
			w.Apply(t, holder, c)
		}
		w.Seal(t)
	}
	t.Run("applied again", func(t *testing.T) {
		c := w.Certificate(t)
		failed := fails(t, w, w.Apply(t, holder, c), "text_unrenderable")
		apply(c, 1)
		retry(t, w, officer(), 0, map[fault.Reason]int{"applied_again": 1})
		fails(t, w, reapplied(t, w, failed), "seal_refuses") // out of the next ones' way
	})
	t.Run("turns used up", func(t *testing.T) {
		c := w.Certificate(t)
		later := w.Clock.Now().Add(time.Minute)
		apply(c, 2)
		w.Clock.Set(later)
		failed := fails(t, w, w.Apply(t, holder, c), "text_unrenderable")
		// The third turn went to one that the clock of another process dates before.
		w.Clock.Set(later.Add(-time.Second))
		apply(c, 1)
		w.Clock.Set(later.Add(time.Minute))
		retry(t, w, officer(), 0, map[fault.Reason]int{"quota_used_up": 1})
		fails(t, w, reapplied(t, w, failed), "seal_refuses")
	})
	t.Run("two turns left", func(t *testing.T) {
		c := w.Certificate(t)
		apply(c, 1)
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
		fails(t, w, w.Apply(t, holder, c), "text_unrenderable")
		retry(t, w, officer(), 1, nil)
		w.Seal(t)
	})
	t.Run("not in force", func(t *testing.T) {
		c := w.Certificate(t)
		failed := fails(t, w, w.Apply(t, holder, c), "text_unrenderable")
		w.SetState(t, c.ID, cert.Suspended)
		retry(t, w, officer(), 0, map[fault.Reason]int{"certificate_not_in_force": 1})
		w.SetState(t, c.ID, cert.InForce)
		fails(t, w, reapplied(t, w, failed), "seal_refuses")
	})
	t.Run("validity over", func(t *testing.T) {
		app := w.Application("")
		app.ValidUntil = w.Clock.Today()
		c, err := w.Holding.Endorse(t.Context(), holder, w.Certificate(t).ID, app)
		if err != nil {
			t.Fatal(err)
		}
		fails(t, w, c, "text_unrenderable")
		w.Clock.Set(w.Clock.Now().AddDate(0, 0, 1))
		retry(t, w, officer(), 0, map[fault.Reason]int{"valid_until_past": 1})
	})
}

// reapplied makes a failed copy pending, whatever the rules say.
func reapplied(t *testing.T, w *world.World, c cert.Copy) cert.Copy {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.RetryCopy(ctx, c.Code) })
	return w.Copy(t, c.Code)
}
