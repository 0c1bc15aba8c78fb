package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// apiKey makes the n-th key, made n minutes after noon.
func apiKey(n int) store.APIKey {
	return store.APIKey{
		ID: id(n), Authority: "示例人事考试中心", Name: "省平台", Prefix: "yinxin_ab", Hash: []byte(id(n)),
		Scopes: []string{"deliveries:write", "deliveries:read"}, CreatedBy: id(1),
		CreatedAt: noon().Add(time.Duration(n) * time.Minute), ExpiresAt: noon().AddDate(1, 0, 0),
	}
}

func testAPIKeys(t *testing.T, s store.Store) {
	first, second, other := apiKey(1), apiKey(2), apiKey(3)
	other.Authority = "示例协会"
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, k := range []store.APIKey{first, second, other} {
			if err := tx.AddAPIKey(ctx, k); err != nil {
				return err
			}
		}
		again := apiKey(4)
		again.Hash = first.Hash
		wantKind(t, tx.AddAPIKey(ctx, again), fault.Conflict, "")
		return nil
	})
	first.RevokedAt, second.LastUsedAt = noon().Add(time.Hour), noon().Add(2*time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.RevokeAPIKey(ctx, first.ID, first.RevokedAt); err != nil {
			return err
		}
		wantKind(t, tx.RevokeAPIKey(ctx, first.ID, noon()), fault.Conflict, "")
		return tx.TouchAPIKey(ctx, second.ID, second.LastUsedAt)
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		all, err := r.APIKeysOf(ctx, first.Authority)
		wantSame(t, "keys", all, []store.APIKey{second, first})
		if err != nil {
			return err
		}
		got, err := r.APIKeyByHash(ctx, first.Hash)
		wantSame(t, "key by its hash", got, first)
		if err != nil {
			return err
		}
		_, err = r.APIKeyByHash(ctx, []byte("none"))
		wantKind(t, err, fault.NotFound, "")
		_, err = r.APIKey(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		got, err = r.APIKey(ctx, other.ID)
		wantSame(t, "key", got, other)
		return err
	})
}

func testAPIKeysOfOrganisation(t *testing.T, s store.Store) {
	office, first, second, other := apiKey(1), apiKey(2), apiKey(3), apiKey(4)
	for _, k := range []*store.APIKey{&first, &second, &other} {
		k.Authority, k.Organisation = "", id(7)
	}
	other.Organisation = id(8)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, k := range []store.APIKey{office, first, second, other} {
			if err := tx.AddAPIKey(ctx, k); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		for organisation, want := range map[string][]store.APIKey{id(7): {second, first}, id(8): {other}, id(9): nil, "": nil} {
			got, err := r.APIKeysOfOrganisation(ctx, organisation)
			wantSame(t, "keys of "+organisation, got, want)
			if err != nil {
				return err
			}
		}
		got, err := r.APIKeysOf(ctx, "")
		wantSame(t, "keys of no authority", got, nil)
		return err
	})
}

// keptAnswer makes an answer that is under way until an hour after noon.
func keptAnswer() store.KeptAnswer {
	return store.KeptAnswer{Caller: id(1), Key: "2026-117", ExpiresAt: noon().Add(time.Hour)}
}

func testKeptAnswers(t *testing.T, s store.Store) {
	a := keptAnswer()
	reserve := func(now time.Time) (err error) {
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			err = tx.ReserveAnswer(ctx, a, now)
			return nil
		})
		return err
	}
	get := func() (got store.KeptAnswer, err error) {
		view(t, s, func(ctx context.Context, r store.Reader) error {
			got, err = r.KeptAnswer(ctx, a.Caller, a.Key)
			return nil
		})
		return got, err
	}
	if err := reserve(noon()); err != nil {
		t.Fatal(err)
	}
	wantKind(t, reserve(a.ExpiresAt), fault.Conflict, "")
	got, err := get()
	wantSame(t, "under way", got, a)
	if err != nil {
		t.Fatal(err)
	}
	done := a
	done.Request, done.Status, done.Body, done.ExpiresAt = []byte("hash"), 201, []byte(`{"id":"1"}`), noon().Add(24*time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutAnswer(ctx, done) })
	got, _ = get()
	wantSame(t, "answered", got, done)
	wantKind(t, reserve(a.ExpiresAt.Add(time.Minute)), fault.Conflict, "")

	if err := reserve(done.ExpiresAt.Add(time.Microsecond)); err != nil {
		t.Errorf("in the place of one that expired: %v", err)
	}
	got, _ = get()
	wantSame(t, "under way again", got, a)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DropAnswer(ctx, a.Caller, a.Key) })
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.PutAnswer(ctx, done), fault.NotFound, "")
		return tx.DropAnswer(ctx, a.Caller, a.Key)
	})
}
