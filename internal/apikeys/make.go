package apikeys

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// MaxDays is how long a key may live.
	MaxDays = 731
	// maxName is how long a key's name may be, in code points.
	maxName = 60

	// tokenMark begins every token, so that one that leaked is recognised.
	tokenMark  = "yinxin_"
	tokenBytes = 32
	// prefixLength of a token is kept in the clear: the mark and 30 of 256 bits.
	prefixLength = len(tokenMark) + 6
)

// NewKey is a key as it is asked for.
type NewKey struct {
	Name    string
	Scopes  []Scope
	LastDay civil.Date // it is good through the end of this day
	By      store.Account
}

// Make makes a key of the person's authority or organisation and returns its token,
// which is kept nowhere. It fails with what is wrong, each joined: Invalid
// key_name_missing, key_name_too_long (field "name"), scope_missing,
// scope_unknown ("scopes"), key_expiry_past, key_expiry_too_late ("last_day").
func (s *Service) Make(ctx context.Context, n NewKey) (k store.APIKey, token string, err error) {
	const op = "apikeys.Make"
	if k, err = s.check(n); err != nil {
		return k, "", fault.Wrap(op, err)
	}
	token = newToken()
	k.ID, k.Prefix, k.Hash = strings.ToLower(rand.Text()), token[:prefixLength], hash(token)
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddAPIKey(ctx, k); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: k.CreatedAt, Actor: k.CreatedBy, Authority: k.Authority, Action: "key.make", Subject: k.ID,
			After: audit.Facts{"name": k.Name, "scopes": strings.Join(k.Scopes, " "), "expires": k.ExpiresAt.Format(time.RFC3339)}.JSON(),
		})
	})
	if err != nil {
		return store.APIKey{}, "", fault.Wrap(op, err)
	}
	return k, token, nil
}

func (s *Service) check(n NewKey) (store.APIKey, error) {
	const op = "apikeys.Make"
	now := s.Now()
	owner := OwnerOf(n.By)
	k := store.APIKey{Authority: owner.Authority, Organisation: owner.Organisation, Name: strings.TrimSpace(n.Name), CreatedBy: n.By.ID, CreatedAt: now}
	var wrong []error
	switch {
	case k.Name == "":
		wrong = append(wrong, fault.New(op, fault.Invalid, "key_name_missing").At("name"))
	case utf8.RuneCountInString(k.Name) > maxName:
		wrong = append(wrong, fault.New(op, fault.Invalid, "key_name_too_long").At("name").With("limit", maxName))
	}
	for _, scope := range scopesOf(owner) { // in their order, each once
		if slices.Contains(n.Scopes, scope) {
			k.Scopes = append(k.Scopes, string(scope))
		}
	}
	switch {
	case len(n.Scopes) == 0:
		wrong = append(wrong, fault.New(op, fault.Invalid, "scope_missing").At("scopes"))
	case slices.ContainsFunc(n.Scopes, func(one Scope) bool { return !slices.Contains(scopesOf(owner), one) }):
		wrong = append(wrong, fault.New(op, fault.Invalid, "scope_unknown").At("scopes"))
	}
	k.ExpiresAt = n.LastDay.End()
	switch today := civil.Of(now); {
	case n.LastDay.Before(today):
		wrong = append(wrong, fault.New(op, fault.Invalid, "key_expiry_past").At("last_day"))
	case n.LastDay.After(today.AddDays(MaxDays)):
		wrong = append(wrong, fault.New(op, fault.Invalid, "key_expiry_too_late").At("last_day").With("last", today.AddDays(MaxDays)))
	}
	return k, errors.Join(wrong...)
}

// Revoke ends a key of the person's authority or organisation at once;
// another's is NotFound, one that has ended already a Conflict, key_revoked.
func (s *Service) Revoke(ctx context.Context, by store.Account, id string) error {
	const op = "apikeys.Revoke"
	now := s.Now()
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		k, err := tx.APIKey(ctx, id)
		if err != nil {
			return err
		}
		if ownerOf(k) != OwnerOf(by) {
			return fault.New(op, fault.NotFound, "not_found")
		}
		if err := tx.RevokeAPIKey(ctx, id, now); err != nil {
			if fault.Is(err, fault.Conflict) {
				err = fault.New(op, fault.Conflict, "key_revoked")
			}
			return err
		}
		return tx.Record(ctx, audit.Entry{At: now, Actor: by.ID, Authority: k.Authority, Action: "key.revoke", Subject: id})
	})
	return fault.Wrap(op, err)
}

// newToken draws a token: the mark and 256 bits in base 32, lower case.
func newToken() string {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	return tokenMark + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
}

// hash is what a token is kept by. A plain digest is enough: 256 random bits
// cannot be guessed from it.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
