package apikeys

import (
	"context"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// touchEvery is how far the last use that is shown may lag behind.
const touchEvery = time.Minute

// Authenticate returns the caller whose key the token is, and counts one
// request of it. It fails with Denied key_missing, key_unknown, key_revoked,
// key_expired or, where the organisation is locked out, organisation_disabled,
// and Throttled too_many_requests.
func (s *Service) Authenticate(ctx context.Context, token string) (Caller, error) {
	const op = "apikeys.Authenticate"
	switch {
	case token == "":
		return Caller{}, fault.New(op, fault.Denied, "key_missing")
	case !strings.HasPrefix(token, tokenMark):
		return Caller{}, fault.New(op, fault.Denied, "key_unknown")
	}
	var k store.APIKey
	var of store.Organisation
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if k, err = r.APIKeyByHash(ctx, hash(token)); err == nil && k.Organisation != "" {
			of, err = r.Organisation(ctx, k.Organisation)
		}
		return err
	})
	now := s.Now()
	switch {
	case fault.Is(err, fault.NotFound):
		return Caller{}, fault.New(op, fault.Denied, "key_unknown")
	case err != nil:
		return Caller{}, fault.Wrap(op, err)
	case StateOf(k, now) == Revoked:
		return Caller{}, fault.New(op, fault.Denied, "key_revoked")
	case StateOf(k, now) == Expired:
		return Caller{}, fault.New(op, fault.Denied, "key_expired")
	case of.Disabled():
		return Caller{}, fault.New(op, fault.Denied, "organisation_disabled")
	}
	return Caller{k}, s.count(ctx, k, now)
}

// count takes one request of what the key has left, and notes its use.
func (s *Service) count(ctx context.Context, k store.APIKey, now time.Time) error {
	const op = "apikeys.count"
	left := false
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		left, err = tx.Allow(ctx, "api:"+k.ID, now, s.Rate.Burst, s.Rate.Every)
		if err != nil || now.Sub(k.LastUsedAt) < touchEvery {
			return err
		}
		return tx.TouchAPIKey(ctx, k.ID, now)
	})
	if err == nil && !left {
		err = fault.New(op, fault.Throttled, "too_many_requests")
	}
	return fault.Wrap(op, err)
}
