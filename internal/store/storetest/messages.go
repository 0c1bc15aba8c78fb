package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// dueMessage makes the n-th message, of a change n minutes after noon.
func dueMessage(n int) store.DueMessage {
	at := noon().Add(time.Duration(n) * time.Minute)
	return store.DueMessage{
		ID: id(n), Account: id(n), To: fmt.Sprintf("1990001%04d", n), Kind: messages.CopyExpiring, Language: messages.English,
		Day: civil.MustParse("2026-11-29"), At: at, NotBefore: at, Link: fmt.Sprintf("https://example.com/undo/%d-secret", n),
	}
}

func addMessages(t *testing.T, s store.Store, all ...store.DueMessage) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, m := range all {
			if err := tx.AddMessage(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

func claimMessages(t *testing.T, s store.Store, now time.Time, limit int) (claimed []store.DueMessage) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) (err error) {
		claimed, err = tx.ClaimMessages(ctx, now, time.Minute, limit)
		return err
	})
	return claimed
}

func countMessages(t *testing.T, s store.Store) int {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.CountMessages(ctx) })
}

func testMessages(t *testing.T, s store.Store) {
	first, second := dueMessage(0), dueMessage(1)
	second.Day = civil.Date{}
	addMessages(t, s, second, first)
	alike := first
	alike.ID = id(7)
	addMessages(t, s, alike)
	wantSame(t, "one alike is not added", countMessages(t, s), 2)
	byMail := dueMessage(9)
	byMail.Account, byMail.To, byMail.NotBefore = first.Account, "one@mail.example", noon().AddDate(1, 0, 0)
	addMessages(t, s, byMail)
	wantSame(t, "one that goes another way is", countMessages(t, s), 3)
	due := func(at time.Time) bool {
		return read(t, s, func(ctx context.Context, r store.Reader) (bool, error) { return r.MessagesDue(ctx, at) })
	}
	wantSame(t, "due before the first", due(noon().Add(-time.Microsecond)), false)
	wantSame(t, "due with the first", due(noon()), true)

	claimed := claimMessages(t, s, noon(), 9)
	end := noon().Add(time.Minute)
	first.Attempts, first.NotBefore = 1, end
	wantSame(t, "only what is due", claimed, []store.DueMessage{first})
	addMessages(t, s, alike)
	wantSame(t, "one alike under way holds none back", countMessages(t, s), 4)
	wantSame(t, "nobody else's while the lease runs", len(claimMessages(t, s, end.Add(-time.Microsecond), 9)), 1)

	again := claimMessages(t, s, end, 1)
	wantSame(t, "anybody's when it ends", again[0].Attempts, 2)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.RemoveMessage(ctx, first.ID, 1), fault.Conflict, "moved_on")
		wantKind(t, tx.DeferMessage(ctx, first.ID, 1, noon()), fault.Conflict, "moved_on")
		_, err := tx.ClaimMessages(ctx, noon(), 0, 1)
		wantKind(t, err, fault.Invalid, "lease_malformed")
		return tx.DeferMessage(ctx, first.ID, 2, noon().Add(time.Hour))
	})
	var ids []string
	for _, m := range claimMessages(t, s, noon().Add(time.Hour), 9) {
		ids = append(ids, m.ID)
	}
	wantSame(t, "put off until then", ids, []string{first.ID, alike.ID, second.ID})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.RemoveMessage(ctx, first.ID, 3) })
	wantSame(t, "removed", countMessages(t, s), 3)
}

func testMessageClaimersAtOnce(t *testing.T, s store.Store) {
	const all, claimers = 60, 6
	for n := range all {
		addMessages(t, s, dueMessage(n))
	}
	var mu sync.Mutex
	seen := map[string]bool{}
	var g errgroup.Group
	for range claimers {
		g.Go(func() error {
			for {
				var claimed []store.DueMessage
				err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
					claimed, err = tx.ClaimMessages(ctx, noon().Add(2*time.Hour), time.Minute, 4)
					return err
				})
				if err != nil || len(claimed) == 0 {
					return err
				}
				mu.Lock()
				for _, m := range claimed {
					if seen[m.ID] {
						t.Errorf("message %s was claimed twice", m.ID)
					}
					seen[m.ID] = true
				}
				mu.Unlock()
			}
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "claimed in all", len(seen)+len(claimMessages(t, s, noon().Add(2*time.Hour), all)), all)
}

func testMessageChoices(t *testing.T, s store.Store) {
	get := func() store.MessageChoices {
		return read(t, s, func(ctx context.Context, r store.Reader) (store.MessageChoices, error) {
			return r.MessageChoices(ctx, id(1))
		})
	}
	wantSame(t, "before a choice", get(), store.MessageChoices{Quiet: messages.UsualQuiet()})
	for _, c := range []store.MessageChoices{
		{Language: messages.English, Ways: map[messages.Topic][]messages.Way{messages.ReadyTopic: {}, messages.DeviceTopic: messages.Ways()}},
		{Language: messages.Chinese, Quiet: messages.Quiet{From: 23, To: 7}},
	} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutMessageChoices(ctx, id(1), c) })
		wantSame(t, "chosen", get(), c)
	}
}

func testMessageRounds(t *testing.T, s store.Store) {
	round := store.MessageRound{ID: "issued/" + id(1), Kind: store.IssuedRound, Subject: id(1), NotBefore: noon()}
	lock := func(at time.Time) (got store.MessageRound, err error) {
		err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			got, err = tx.LockRound(ctx, at)
			return err
		})
		return got, err
	}
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddRound(ctx, round) })
	_, err := lock(noon().Add(-time.Microsecond))
	wantKind(t, err, fault.NotFound, "")
	round.After = "x"
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdateRound(ctx, round) })
	got, err := lock(noon())
	wantSame(t, "round", got, round)
	if err != nil {
		t.Fatal(err)
	}
	round.DoneAt = noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.UpdateRound(ctx, round); err != nil {
			return err
		}
		return tx.AddRound(ctx, round)
	})
	_, err = lock(noon().Add(time.Hour))
	wantKind(t, err, fault.NotFound, "")
}

func testMessageReaders(t *testing.T, s store.Store) {
	public := certificate(1)
	public.Delivery = id(5)
	other := certificate(2)
	other.Delivery = id(6)
	add(t, s, public, other)
	unproven := account(3)
	unproven.Document, unproven.ClaimedAt = public.Holder.Document, time.Time{}
	addAccounts(t, s, account(1), account(2), unproven)
	of := func(after string) []store.Account {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Account, error) {
			return r.ClaimedAccountsOf(ctx, id(5), after, 9)
		})
	}
	wantSame(t, "proven accounts of a delivery", of(""), []store.Account{account(1)})
	wantSame(t, "after the last", of(id(1)), nil)

	a, b := pendingCopy(1, public.ID), pendingCopy(2, public.ID)
	addCopies(t, s, a, b)
	claim(t, s, "x", noon(), time.Hour, 9)
	a, b = sealed(a, noon()), sealed(b, noon())
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.FinishCopy(ctx, "x", a, noon()); err != nil {
			return err
		}
		return tx.FinishCopy(ctx, "x", b, noon())
	})
	until := func(day civil.Date, after cert.Code) []cert.Copy {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Copy, error) {
			return r.CopiesUntil(ctx, day, after, 9)
		})
	}
	day := a.Endorsement.ValidUntil
	wantSame(t, "copies until a day", until(day, ""), []cert.Copy{a, b})
	wantSame(t, "after one", until(day, a.Code), []cert.Copy{b})
	wantSame(t, "on another day", until(day.AddDays(1), ""), nil)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, b.Code, noon()) })
	wantSame(t, "withdrawn ones are not", until(day, ""), []cert.Copy{a})
}

func testDevices(t *testing.T, s store.Store) {
	knows := func(account, device string) (both [2]bool) {
		update(t, s, func(ctx context.Context, tx store.Tx) (err error) {
			both[0], both[1], err = tx.KnowDevice(ctx, account, []byte(device), noon())
			return err
		})
		return both
	}
	wantSame(t, "the first", knows(id(1), "a"), [2]bool{false, false})
	wantSame(t, "again", knows(id(1), "a"), [2]bool{true, true})
	wantSame(t, "another", knows(id(1), "b"), [2]bool{false, true})
	wantSame(t, "of somebody else", knows(id(2), "a"), [2]bool{false, false})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteExpired(ctx, noon().AddDate(2, 0, 0)) })
	wantSame(t, "after two years", knows(id(1), "a"), [2]bool{false, false})
}
