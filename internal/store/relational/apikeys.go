package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/store"
)

type apiKeyStatements struct {
	byID, byHash, of, ofOrganisation            string
	add, revoke, touch                          string
	answer, reserve, put, drop, removeForgotten string
}

func newAPIKeyStatements(m *Mapping) apiKeyStatements {
	selected := "SELECT " + columns(apiKeyFields(), "") + " FROM api_keys "
	const ofKey = " WHERE caller = $1 AND request_key = $2"
	return apiKeyStatements{
		byID:           m.sql(selected + "WHERE id = $1"),
		byHash:         m.sql(selected + "WHERE hash = $1"),
		of:             m.sql(selected + "WHERE authority = $1 AND organisation = '' ORDER BY created_at DESC, id DESC LIMIT $2"),
		ofOrganisation: m.sql(selected + "WHERE organisation = $1 AND organisation <> '' ORDER BY created_at DESC, id DESC LIMIT $2"),
		add:            m.sql(insertion("api_keys", apiKeyFields())),
		revoke:         m.sql("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"),
		touch:          m.sql("UPDATE api_keys SET last_used_at = $2 WHERE id = $1"),

		answer: m.sql("SELECT caller, request_key, request, status, body_sealed, expires_at FROM kept_answers" + ofKey),
		reserve: m.sql("INSERT INTO kept_answers (caller, request_key, request, status, body_sealed, expires_at, key_number)" +
			" VALUES ($1, $2, $3, 0, $3, $4, $5) ON CONFLICT (caller, request_key) DO UPDATE SET request = excluded.request," +
			" status = 0, body_sealed = excluded.body_sealed, expires_at = excluded.expires_at, key_number = excluded.key_number" +
			" WHERE kept_answers.expires_at < $6"),
		put:             m.sql("UPDATE kept_answers SET request = $3, status = $4, body_sealed = $5, expires_at = $6, key_number = $7" + ofKey),
		drop:            m.sql("DELETE FROM kept_answers" + ofKey),
		removeForgotten: m.sql("DELETE FROM kept_answers WHERE expires_at < $1"),
	}
}

func apiKeyFields() []string {
	return []string{"id", "authority", "name", "prefix", "hash", "scopes", "created_by", "created_at", "expires_at", "revoked_at", "last_used_at", "organisation"}
}

func scanAPIKey(rows Rows) (k store.APIKey, err error) {
	err = rows.Scan(&k.ID, &k.Authority, &k.Name, &k.Prefix, &k.Hash, toDocument{&k.Scopes}, &k.CreatedBy,
		toInstant{&k.CreatedAt}, toInstant{&k.ExpiresAt}, toInstant{&k.RevokedAt}, toInstant{&k.LastUsedAt}, &k.Organisation)
	return k, err
}

// APIKey returns the key.
func (r reader) APIKey(ctx context.Context, id string) (store.APIKey, error) {
	return one(ctx, r, "store.APIKey", scanAPIKey, r.m.apiKeys.byID, id)
}

// APIKeyByHash returns the key whose token has the hash.
func (r reader) APIKeyByHash(ctx context.Context, hash []byte) (store.APIKey, error) {
	return one(ctx, r, "store.APIKeyByHash", scanAPIKey, r.m.apiKeys.byHash, hash)
}

// APIKeysOf returns an authority's keys.
func (r reader) APIKeysOf(ctx context.Context, authority string) ([]store.APIKey, error) {
	return list(ctx, r, "store.APIKeysOf", scanAPIKey, r.m.apiKeys.of, authority, int64(store.ListLimit))
}

// APIKeysOfOrganisation returns an organisation's keys.
func (r reader) APIKeysOfOrganisation(ctx context.Context, organisation string) ([]store.APIKey, error) {
	return list(ctx, r, "store.APIKeysOfOrganisation", scanAPIKey, r.m.apiKeys.ofOrganisation, organisation, int64(store.ListLimit))
}

// AddAPIKey adds a key.
func (t tx) AddAPIKey(ctx context.Context, k store.APIKey) error {
	const op = "store.AddAPIKey"
	scopes, err := document(k.Scopes)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.add(ctx, op, t.m.apiKeys.add, k.ID, k.Authority, k.Name, k.Prefix, k.Hash, scopes, k.CreatedBy,
		instant(k.CreatedAt), instant(k.ExpiresAt), instant(k.RevokedAt), instant(k.LastUsedAt), k.Organisation)
}

// RevokeAPIKey ends a key.
func (t tx) RevokeAPIKey(ctx context.Context, id string, at time.Time) error {
	return t.add(ctx, "store.RevokeAPIKey", t.m.apiKeys.revoke, id, instant(at))
}

// TouchAPIKey notes that a key was used.
func (t tx) TouchAPIKey(ctx context.Context, id string, at time.Time) error {
	_, err := t.exec(ctx, "store.TouchAPIKey", t.m.apiKeys.touch, id, instant(at))
	return err
}

// KeptAnswer returns a caller's answer.
func (r reader) KeptAnswer(ctx context.Context, caller, key string) (store.KeptAnswer, error) {
	return one(ctx, r, "store.KeptAnswer", func(rows Rows) (a store.KeptAnswer, err error) {
		var body string
		err = rows.Scan(&a.Caller, &a.Key, &a.Request, &a.Status, r.m.vault.opened(purposeAnswer, &body), toInstant{&a.ExpiresAt})
		a.Body = []byte(body)
		return a, err
	}, r.m.apiKeys.answer, caller, key)
}

// ReserveAnswer adds an answer that is under way.
func (t tx) ReserveAnswer(ctx context.Context, a store.KeptAnswer, now time.Time) error {
	return t.add(ctx, "store.ReserveAnswer", t.m.apiKeys.reserve, a.Caller, a.Key, []byte{}, instant(a.ExpiresAt), t.m.vault.current(), instant(now))
}

// PutAnswer stores an answer that was reserved.
func (t tx) PutAnswer(ctx context.Context, a store.KeptAnswer) error {
	key := t.m.vault.current()
	return t.touch(ctx, "store.PutAnswer", t.m.apiKeys.put, a.Caller, a.Key, a.Request, int64(a.Status),
		t.m.vault.seal(purposeAnswer, string(a.Body)), instant(a.ExpiresAt), key)
}

// DropAnswer forgets an answer.
func (t tx) DropAnswer(ctx context.Context, caller, key string) error {
	_, err := t.exec(ctx, "store.DropAnswer", t.m.apiKeys.drop, caller, key)
	return err
}
