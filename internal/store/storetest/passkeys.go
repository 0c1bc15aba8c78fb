package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// passkey makes the n-th passkey of the first account, made n minutes after noon.
func passkey(n int) store.Passkey {
	return store.Passkey{
		ID: id(n), AccountID: id(1), Handle: []byte("handle"), CredentialID: []byte(id(n)),
		Credential: []byte(`{"publicKey":"of passkey ` + id(n) + `"}`), Name: "手机", CreatedAt: noon().Add(time.Duration(n) * time.Minute),
	}
}

// ceremony makes the n-th ceremony, of the first account, good for n minutes.
func ceremony(n int) store.Ceremony {
	return store.Ceremony{
		ID: id(n), AccountID: id(1), State: []byte(`{"challenge":"of ceremony ` + id(n) + `"}`),
		ExpiresAt: noon().Add(time.Duration(n) * time.Minute),
	}
}

func testPasskeys(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1), account(2))
	first, second, other := passkey(1), passkey(2), passkey(3)
	other.AccountID = id(2)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, p := range []store.Passkey{second, first, other} {
			if err := tx.AddPasskey(ctx, p); err != nil {
				return err
			}
		}
		again := passkey(4)
		again.CredentialID = first.CredentialID
		wantKind(t, tx.AddPasskey(ctx, again), fault.Conflict, "")
		wantKind(t, tx.UpdatePasskey(ctx, passkey(5)), fault.NotFound, "")
		return nil
	})
	first.Credential, first.Name = []byte(`{"signCount":2}`), "台式机"
	first.LastUsedAt, first.CountBackAt = noon().Add(time.Hour), noon().Add(2*time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.UpdatePasskey(ctx, first) })
	of := func(n int) []store.Passkey {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Passkey, error) { return r.PasskeysOf(ctx, id(n)) })
	}
	wantSame(t, "oldest first", of(1), []store.Passkey{first, second})
	got := read(t, s, func(ctx context.Context, r store.Reader) (store.Passkey, error) {
		return r.PasskeyByCredential(ctx, second.CredentialID)
	})
	wantSame(t, "by its credential", got, second)

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.DeletePasskey(ctx, "none"); err != nil {
			return err
		}
		return tx.DeletePasskey(ctx, second.ID)
	})
	wantSame(t, "one left", of(1), []store.Passkey{first})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		_, err := r.PasskeyByCredential(ctx, second.CredentialID)
		wantKind(t, err, fault.NotFound, "")
		return nil
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeletePasskeysOf(ctx, id(1)) })
	wantSame(t, "none left", of(1), nil)
	wantSame(t, "the other account's", of(2), []store.Passkey{other})
}

func testCeremonies(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1))
	signingIn, ended := ceremony(2), ceremony(1)
	signingIn.AccountID = ""
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, c := range []store.Ceremony{signingIn, ended, ceremony(3), ceremony(4)} {
			if err := tx.AddCeremony(ctx, c); err != nil {
				return err
			}
		}
		return tx.DeleteExpired(ctx, ended.ExpiresAt.Add(time.Second))
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.TakeCeremony(ctx, ended.ID)
		wantKind(t, err, fault.NotFound, "")
		got, err := tx.TakeCeremony(ctx, signingIn.ID)
		wantSame(t, "ceremony", got, signingIn)
		return err
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.TakeCeremony(ctx, signingIn.ID)
		wantKind(t, err, fault.NotFound, "")
		if _, err := tx.TakeCeremony(ctx, id(3)); err != nil {
			return err
		}
		return tx.DeletePasskeysOf(ctx, id(1))
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.TakeCeremony(ctx, id(4))
		wantKind(t, err, fault.NotFound, "")
		return nil
	})
}
