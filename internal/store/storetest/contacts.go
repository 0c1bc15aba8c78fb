package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// contactChange makes a change of the n-th account's telephone.
func contactChange(n int) store.ContactChange {
	return store.ContactChange{
		AccountID: id(n), Contact: store.PhoneContact, Before: fmt.Sprintf("1990002%04d", n), TokenHash: []byte(id(n)),
		At: noon(), Until: noon().Add(72 * time.Hour),
	}
}

func testContactChanges(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1), account(2))
	phone, email, other := contactChange(1), contactChange(1), contactChange(2)
	email.Contact, email.Before, email.TokenHash, email.Until = store.EmailContact, "before@example.com", []byte("email"), noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, c := range []store.ContactChange{phone, email, other} {
			if err := tx.AddContactChange(ctx, c); err != nil {
				return err
			}
		}
		again := contactChange(1)
		again.TokenHash = []byte("again")
		again.At = phone.Until.Add(-time.Microsecond)
		wantKind(t, tx.AddContactChange(ctx, again), fault.Conflict, "already_there")
		return nil
	})
	of := func() []store.ContactChange {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.ContactChange, error) {
			return r.ContactChanges(ctx, id(1))
		})
	}
	wantSame(t, "of an account", of(), []store.ContactChange{email, phone})
	found := read(t, s, func(ctx context.Context, r store.Reader) (store.ContactChange, error) {
		return r.ContactChangeByToken(ctx, other.TokenHash)
	})
	wantSame(t, "by its token", found, other)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		return tx.DeleteExpired(ctx, noon().Add(time.Microsecond))
	})
	wantSame(t, "those that stand are gone", of(), []store.ContactChange{phone})
	phone.Before, phone.TokenHash, phone.At, phone.Until = "19900003333", []byte("later"), phone.Until, phone.Until.Add(time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddContactChange(ctx, phone) })
	wantSame(t, "in place of one that stood", of(), []store.ContactChange{phone})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteContactChanges(ctx, id(1)) })
	wantSame(t, "removed", of(), nil)
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.ContactChangeByToken(ctx, phone.TokenHash)
		return err
	})
	wantKind(t, err, fault.NotFound, "")
}

func testRecoveryCodes(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1), account(2))
	want := func(what, of string, left int, madeAt time.Time) {
		t.Helper()
		view(t, s, func(ctx context.Context, r store.Reader) error {
			n, at, err := r.RecoveryCodes(ctx, of)
			if n != left || !at.Equal(madeAt) {
				t.Errorf("%s: %d codes made at %s", what, n, at)
			}
			return err
		})
	}
	want("at first", id(1), 0, time.Time{})
	use := func(of, hash string, want bool) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			ok, err := tx.UseRecoveryCode(ctx, of, []byte(hash))
			wantSame(t, "use of "+hash, ok, want)
			return err
		})
	}
	put := func(of string, at time.Time, hashes ...[]byte) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutRecoveryCodes(ctx, of, hashes, at) })
	}
	put(id(1), noon(), []byte("a"), []byte("b"))
	put(id(2), noon(), []byte("a"))
	use(id(2), "b", false)
	use(id(1), "a", true)
	use(id(1), "a", false)
	want("one used", id(1), 1, noon())
	put(id(1), noon().Add(time.Hour), []byte("c"), []byte("d"))
	use(id(1), "b", false)
	want("another set", id(1), 2, noon().Add(time.Hour))
	put(id(1), noon())
	want("none", id(1), 0, time.Time{})
	want("another account", id(2), 1, noon())
}
