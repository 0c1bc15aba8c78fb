package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// countedCopy makes the n-th copy of an authority's certificate, applied for
// at an instant.
func countedCopy(n int, of cert.ID, authority string, at time.Time) cert.Copy {
	c := pendingCopy(n, of)
	c.Snapshot.Authority, c.RequestedAt, c.Endorsement.AppliedAt = authority, at, at
	return c
}

func failed(c cert.Copy, reason string) cert.Copy {
	c.State, c.FailReason = cert.Failed, reason
	return c
}

// theHour is the first instant of noon's.
func theHour() time.Time { return noon().Truncate(time.Hour) }

func testCounts(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	before := noon().Add(-3 * time.Hour)
	early, one, two := countedCopy(1, a.ID, "甲", before), countedCopy(2, a.ID, "甲", noon()), countedCopy(3, a.ID, "甲", noon())
	other, unendorsed := countedCopy(4, a.ID, "乙", noon()), countedCopy(5, a.ID, "甲", noon())
	unendorsed.Endorsement = nil
	addCopies(t, s, early, one, two, other, unendorsed)
	applied := func(from time.Time) []store.HourCount {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.HourCount, error) {
			return r.AppliedByHour(ctx, "甲", from)
		})
	}
	hours := []store.HourCount{{Hour: theHour().Add(-3 * time.Hour), Copies: 1}, {Hour: theHour(), Copies: 3}}
	wantSame(t, "applied", applied(before), hours)
	wantSame(t, "applied later", applied(noon()), hours[1:])

	finish(t, s, sealed(one, noon().Add(700*time.Millisecond)))
	finish(t, s, sealed(two, noon().Add(750*time.Millisecond)))
	finish(t, s, sealed(unendorsed, noon()))
	finish(t, s, sealed(other, noon()))
	finish(t, s, sealed(early, noon()))
	made := read(t, s, func(ctx context.Context, r store.Reader) ([]store.HourCount, error) {
		return r.MadeByHour(ctx, "甲", noon())
	})
	wantSame(t, "made", made, []store.HourCount{
		{Hour: theHour(), Copies: 1, Within: 10 * time.Millisecond}, {Hour: theHour(), Copies: 2, Within: 800 * time.Millisecond},
		{Hour: theHour(), Copies: 1, Within: 12_000 * time.Second},
	})

	last := civil.MustParse("2027-02-19")
	expiring := func(from, to civil.Date) []store.DayCount {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.DayCount, error) {
			return r.ExpiringByDay(ctx, "甲", from, to)
		})
	}
	wantSame(t, "expiring", expiring(last, last), []store.DayCount{{On: last, Copies: 3}})
	wantSame(t, "none the day after", expiring(last.AddDays(1), last.AddDays(9)), nil)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, one.Code, noon()) })
	wantSame(t, "but the withdrawn", expiring(last.AddDays(-6), last), []store.DayCount{{On: last, Copies: 2}})

	forget := func(now time.Time) {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteExpired(ctx, now) })
	}
	forget(theHour().Add(store.CountHorizon))
	wantSame(t, "what the horizon reaches", applied(before), hours[1:])
	forget(last.End())
	wantSame(t, "forgotten", applied(before), nil)
	wantSame(t, "run out", expiring(last, last), nil)
}

// What does not commit is not counted, and what commits at once is.
func testCountsAtOnce(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	const all = 12
	var g errgroup.Group
	for n := range all {
		g.Go(func() error {
			err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				if err := tx.AddCopy(ctx, countedCopy(n, a.ID, "甲", noon())); err != nil || n%4 > 0 {
					return err
				}
				return errOurs
			})
			if n%4 == 0 && errors.Is(err, errOurs) {
				return nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.HourCount, error) {
		return r.AppliedByHour(ctx, "甲", noon())
	})
	wantSame(t, "applied", got, []store.HourCount{{Hour: theHour(), Copies: all / 4 * 3}})
}

func testPendingOf(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	pending := func(limit int) int {
		return read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.PendingOf(ctx, "甲", limit) })
	}
	view(t, s, func(ctx context.Context, r store.Reader) error {
		_, err := r.OldestPending(ctx, "甲")
		wantKind(t, err, fault.NotFound, "")
		return nil
	})
	wantSame(t, "none", pending(9), 0)
	oldest := countedCopy(1, a.ID, "甲", noon())
	addCopies(t, s, countedCopy(2, a.ID, "甲", noon().Add(time.Minute)), oldest, countedCopy(3, a.ID, "乙", noon().Add(-time.Hour)))
	wantSame(t, "pending", pending(9), 2)
	wantSame(t, "up to a limit", pending(1), 1)
	wantSame(t, "oldest", read(t, s, func(ctx context.Context, r store.Reader) (cert.Copy, error) { return r.OldestPending(ctx, "甲") }), oldest)
}

func testFailures(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	var all []cert.Copy
	for n, reason := range []string{"seal_refuses", "text_unrenderable", "text_unrenderable"} {
		c := countedCopy(n, a.ID, "甲", noon().Add(time.Duration(n)*time.Minute))
		addCopies(t, s, c)
		finish(t, s, failed(c, reason))
		all = append(all, failed(c, reason))
	}
	foreign := countedCopy(9, a.ID, "乙", noon())
	addCopies(t, s, foreign)
	finish(t, s, failed(foreign, "text_unrenderable"))
	failures := func(since time.Time, limit int) []store.FailureCount {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.FailureCount, error) {
			return r.FailuresOf(ctx, "甲", since, limit)
		})
	}
	utc := func(n int) time.Time { return all[n].RequestedAt.UTC() }
	unrenderable := store.FailureCount{Reason: "text_unrenderable", Copies: 2, First: utc(1), Latest: utc(2)}
	wantSame(t, "failures", failures(noon(), 9), []store.FailureCount{unrenderable, {Reason: "seal_refuses", Copies: 1, First: utc(0), Latest: utc(0)}})
	wantSame(t, "since", failures(all[1].RequestedAt, 9), []store.FailureCount{unrenderable})
	wantSame(t, "the latest", failures(noon(), 1), []store.FailureCount{{Reason: "text_unrenderable", Copies: 1, First: utc(2), Latest: utc(2)}})
	copies := func(limit int) []cert.Copy {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Copy, error) {
			return r.FailedCopies(ctx, "甲", "text_unrenderable", noon(), limit)
		})
	}
	wantSame(t, "failed", copies(9), []cert.Copy{all[2], all[1]})
	wantSame(t, "failed, one", copies(1), []cert.Copy{all[2]})

	retry := func(c cert.Copy) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.RetryCopy(ctx, c.Code) })
	}
	if err := retry(all[2]); err != nil {
		t.Fatalf("RetryCopy: %v", err)
	}
	again := all[2]
	again.State, again.FailReason = cert.Pending, ""
	wantSame(t, "pending again", copyOf(t, s, again.Code), again)
	wantSame(t, "and claimed", claim(t, s, "x", noon(), time.Minute, 9), []cert.Code{again.Code})
	wantKind(t, retry(all[2]), fault.Conflict, "moved_on")
	wantKind(t, retry(countedCopy(77, a.ID, "甲", noon())), fault.Conflict, "moved_on")
	wantSame(t, "one left", copies(9), []cert.Copy{all[1]})
	testRetryUnendorsed(t, s, a.ID)
}

// A failed copy without an endorsement does not come back beside a live one.
func testRetryUnendorsed(t *testing.T, s store.Store, of cert.ID) {
	t.Helper()
	plain := func(n int) cert.Copy {
		c := countedCopy(n, of, "甲", noon())
		c.Endorsement = nil
		return c
	}
	addCopies(t, s, plain(20))
	finish(t, s, failed(plain(20), "seal_refuses"))
	addCopies(t, s, plain(21))
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.RetryCopy(ctx, plain(20).Code), fault.Conflict, "copy_live")
		_, err := tx.Copy(ctx, plain(20).Code) // the transaction goes on
		return err
	})
}

func testOfficeFigures(t *testing.T, s store.Store) {
	in := func(n int, state store.DeliveryState, visible time.Time, authority string) store.Delivery {
		return delivery(n, func(d *store.Delivery) { d.State, d.VisibleFrom, d.Authority = state, visible, authority })
	}
	never := time.Time{}
	checked, soon, submitted := in(1, store.DeliveryChecked, never, "甲"), in(2, store.DeliveryReleased, noon().Add(time.Hour), "甲"), in(3, store.DeliverySubmitted, never, "甲")
	addDeliveries(t, s, checked, soon, submitted, in(4, store.DeliveryReleased, noon(), "甲"), in(5, store.DeliveryUndone, never, "甲"),
		in(6, store.DeliveryUnreadable, never, "甲"), in(7, store.DeliveryChecked, never, "乙"))
	open := func(limit int) []store.Delivery {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Delivery, error) {
			return r.OpenDeliveries(ctx, "甲", noon(), limit)
		})
	}
	wantSame(t, "open deliveries", open(9), []store.Delivery{submitted, soon, checked})
	wantSame(t, "the latest", open(1), []store.Delivery{submitted})

	oldest := func() time.Time {
		return read(t, s, func(ctx context.Context, r store.Reader) (time.Time, error) {
			return r.OldestOpenProposal(ctx, proposal(1).Authority)
		})
	}
	wantSame(t, "no proposal", oldest(), time.Time{})
	decided := proposal(0)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, p := range []store.Proposal{decided, proposal(2), proposal(1)} {
			if err := tx.AddProposal(ctx, p); err != nil {
				return err
			}
		}
		decided.State = store.ProposalRejected
		return tx.DecideProposal(ctx, decided)
	})
	wantSame(t, "oldest proposal", oldest(), proposal(1).ProposedAt.UTC())

	since := func() time.Time {
		return read(t, s, func(ctx context.Context, r store.Reader) (time.Time, error) { return r.TrailWaitsSince(ctx) })
	}
	recordAll(t, s, entry(1), entry(2))
	wantSame(t, "waits since", since(), entry(1).At.UTC())
	chain(t, s, 9)
	wantSame(t, "all linked", since(), time.Time{})
}
