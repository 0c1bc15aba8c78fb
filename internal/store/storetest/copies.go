package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

func addCopies(t *testing.T, s store.Store, cs ...cert.Copy) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, c := range cs {
			if err := tx.AddCopy(ctx, c); err != nil {
				return err
			}
		}
		return tx.Enqueue(ctx, store.SealJob)
	})
}

func addCopyErr(t *testing.T, s store.Store, c cert.Copy) error {
	t.Helper()
	return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddCopy(ctx, c) })
}

func copyOf(t *testing.T, s store.Store, code cert.Code) cert.Copy {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) (cert.Copy, error) { return r.Copy(ctx, code) })
}

func standingOf(t *testing.T, s store.Store, code cert.Code) (copied cert.Copy, state cert.State) {
	t.Helper()
	err := s.Look(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		copied, state, err = r.CopyStanding(ctx, code)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied, state
}

func digestsOf(t *testing.T, s store.Store, code cert.Code) []string {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) ([]string, error) { return r.Digests(ctx, code) })
}

// asChecked leaves out what checks do not ask for.
func asChecked(c cert.Copy) cert.Copy {
	c.Key, c.RequestedAt, c.FailReason, c.Template, c.FontSet, c.Policy, c.Blob, c.Digests = "", time.Time{}, "", "", "", 0, "", nil
	return c
}

// finish claims everything and finishes c.
func finish(t *testing.T, s store.Store, c cert.Copy) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.ClaimCopies(ctx, "finisher", noon(), time.Minute, 1000); err != nil {
			return err
		}
		return tx.FinishCopy(ctx, "finisher", c, finishedAt(c))
	})
}

// finishedAt is when a copy ended: when it was made, else as it was applied for.
func finishedAt(c cert.Copy) time.Time {
	if c.MadeAt.IsZero() {
		return c.RequestedAt
	}
	return c.MadeAt
}

func testCopies(t *testing.T, s store.Store) {
	a, b := certificate(1), certificate(2)
	add(t, s, a, b)
	first, second, other := pendingCopy(1, a.ID), pendingCopy(2, a.ID), pendingCopy(3, b.ID)
	keyless, keyless2 := pendingCopy(4, b.ID), pendingCopy(5, b.ID)
	keyless.Key, keyless2.Key = "", ""
	addCopies(t, s, second, first, other, keyless, keyless2)

	wantSame(t, "copy", copyOf(t, s, first.Code), first)
	copied, state := standingOf(t, s, first.Code)
	wantSame(t, "copy with its certificate's state", copied, asChecked(first))
	wantSame(t, "digests of none", digestsOf(t, s, first.Code), first.Digests)
	wantSame(t, "state", state, cert.InForce)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.SetCertificateState(ctx, b.ID, cert.Suspended) })
	_, state = standingOf(t, s, other.Code)
	wantSame(t, "state afterwards", state, cert.Suspended)
	of := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Copy, error) { return r.CopiesOf(ctx, a.ID) })
	wantSame(t, "newest first", of, []cert.Copy{second, first})
	all := read(t, s, func(ctx context.Context, r store.Reader) (map[cert.ID][]cert.Copy, error) {
		return r.CopiesOfAll(ctx, []cert.ID{a.ID, b.ID, "none"})
	})
	wantSame(t, "of all", all, map[cert.ID][]cert.Copy{a.ID: {second, first}, b.ID: {keyless2, keyless, other}})
	none := read(t, s, func(ctx context.Context, r store.Reader) (map[cert.ID][]cert.Copy, error) {
		return r.CopiesOfAll(ctx, nil)
	})
	wantSame(t, "of none", none, nil)

	pending := func() int {
		return read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.CountPending(ctx) })
	}
	lastMade := func() time.Time {
		return read(t, s, func(ctx context.Context, r store.Reader) (time.Time, error) { return r.LastMadeAt(ctx) })
	}
	wantSame(t, "pending", pending(), 5)
	wantSame(t, "nothing made", lastMade(), time.Time{})
	finish(t, s, sealed(second, noon().Add(time.Hour)))
	finish(t, s, sealed(first, noon().Add(time.Minute)))
	wantSame(t, "pending after two", pending(), 3)
	copied, _ = standingOf(t, s, second.Code)
	wantSame(t, "sealed copy, as checked", copied, asChecked(sealed(second, noon().Add(time.Hour))))
	wantSame(t, "its digests", digestsOf(t, s, second.Code), sealed(second, noon().Add(time.Hour)).Digests)
	wantSame(t, "last made", lastMade(), noon().Add(time.Hour))

	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Copy(ctx, "none")
		return err
	})
	wantKind(t, err, fault.NotFound, "")
	err = s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, _, err := r.CopyStanding(ctx, "none")
		return err
	})
	wantKind(t, err, fault.NotFound, "")
	err = s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.CopiesOfAll(ctx, make([]cert.ID, store.ListLimit+1))
		return err
	})
	wantKind(t, err, fault.Invalid, "list_too_long")
}

func testCopyConflicts(t *testing.T, s store.Store) {
	a, b := certificate(1), certificate(2)
	add(t, s, a, b)
	there := pendingCopy(1, a.ID)
	addCopies(t, s, there)

	sameCode := pendingCopy(2, b.ID)
	sameCode.Code = there.Code
	wantKind(t, addCopyErr(t, s, sameCode), fault.Conflict, "code_taken")
	sameKey := pendingCopy(2, a.ID)
	sameKey.Key = there.Key
	wantKind(t, addCopyErr(t, s, sameKey), fault.Conflict, "key_used")
	elsewhere := pendingCopy(3, b.ID)
	elsewhere.Key = there.Key
	addCopies(t, s, elsewhere)

	wantKind(t, addCopyErr(t, s, pendingCopy(4, "none")), fault.NotFound, "")
	ready := sealed(pendingCopy(5, a.ID), noon())
	wantKind(t, addCopyErr(t, s, ready), fault.Invalid, "copy_not_pending")

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.AddCopy(ctx, sameKey), fault.Conflict, "key_used")
		found, err := tx.CopiesOf(ctx, a.ID) // the transaction goes on
		wantSame(t, "after the conflict", found, []cert.Copy{there})
		return err
	})
}

func testUnendorsedCopies(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	plain := func(n int) cert.Copy {
		c := pendingCopy(n, a.ID)
		c.Endorsement, c.Key = nil, ""
		return c
	}
	addCopies(t, s, plain(1), pendingCopy(2, a.ID))
	wantSame(t, "unendorsed", copyOf(t, s, plain(1).Code), plain(1))
	wantKind(t, addCopyErr(t, s, plain(3)), fault.Conflict, "copy_live")

	failed := plain(1)
	failed.State, failed.FailReason = cert.Failed, "name_unrenderable"
	finish(t, s, failed)
	addCopies(t, s, plain(4)) // a failed one is not in the way
	finish(t, s, sealed(plain(4), noon()))
	wantKind(t, addCopyErr(t, s, plain(5)), fault.Conflict, "copy_live")

	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, plain(4).Code, noon()) })
	addCopies(t, s, plain(6)) // nor is a withdrawn one
}

func testFinishCopy(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	c := pendingCopy(1, a.ID)
	addCopies(t, s, c)
	done := sealed(c, noon().Add(time.Second))
	finishAs := func(owner string, c cert.Copy) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.FinishCopy(ctx, owner, c, finishedAt(c)) })
	}

	wantKind(t, finishAs("first", done), fault.Conflict, "") // nobody holds it
	wantKind(t, finishAs("", done), fault.Conflict, "")
	claim(t, s, "first", noon(), time.Minute, 1)
	wantKind(t, finishAs("second", done), fault.Conflict, "")
	wantKind(t, finishAs("first", c), fault.Invalid, "copy_not_finished")
	unknown := done
	unknown.Code = "none"
	wantKind(t, finishAs("first", unknown), fault.Conflict, "")

	// What the application fixed stays, whatever the finished copy says of it.
	changed := done
	changed.Certificate, changed.Key, changed.Endorsement, changed.RequestedAt = "none", "other", nil, time.Time{}
	if err := finishAs("first", changed); err != nil {
		t.Fatalf("FinishCopy: %v", err)
	}
	wantSame(t, "finished", copyOf(t, s, c.Code), done)
	wantKind(t, finishAs("first", done), fault.Conflict, "") // sealed once only

	failing := pendingCopy(2, a.ID)
	addCopies(t, s, failing)
	failing.State, failing.FailReason = cert.Failed, "certificate_changed"
	finish(t, s, failing)
	wantSame(t, "failed", copyOf(t, s, failing.Code), failing)
}

func testWithdrawCopy(t *testing.T, s store.Store) {
	a := certificate(1)
	add(t, s, a)
	c := pendingCopy(1, a.ID)
	addCopies(t, s, c)
	withdraw := func(code cert.Code) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, code, noon().Add(time.Hour)) })
	}
	wantKind(t, withdraw(c.Code), fault.Conflict, "") // still pending
	wantKind(t, withdraw("none"), fault.Conflict, "")
	done := sealed(c, noon())
	finish(t, s, done)
	if err := withdraw(c.Code); err != nil {
		t.Fatalf("WithdrawCopy: %v", err)
	}
	done.State, done.WithdrawnAt = cert.Withdrawn, noon().Add(time.Hour)
	wantSame(t, "withdrawn", copyOf(t, s, c.Code), done)
	wantKind(t, withdraw(c.Code), fault.Conflict, "")
}
