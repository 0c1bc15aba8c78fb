package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/store"
)

type sessionStatements struct {
	byToken, of, add, touch, remove, removeOf, removeExpired string
	code, putCode, removeCode, removeExpiredCodes            string
	allow, removeFull                                        string
}

func newSessionStatements(m *Mapping) sessionStatements {
	return sessionStatements{
		byToken: m.sql("SELECT " + columns(sessionFields(), "s.") + ", " + columns(accountFields(), "a.") +
			" FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1"),
		of:            m.sql("SELECT " + columns(sessionFields(), "") + " FROM sessions WHERE account_id = $1 ORDER BY created_at DESC, token_hash"),
		add:           m.sql(insertion("sessions", sessionFields())),
		touch:         m.sql("UPDATE sessions SET last_used_at = $2 WHERE token_hash = $1 AND (last_used_at IS NULL OR last_used_at < $2)"),
		remove:        m.sql("DELETE FROM sessions WHERE token_hash = $1"),
		removeOf:      m.sql("DELETE FROM sessions WHERE account_id = $1"),
		removeExpired: m.sql("DELETE FROM sessions WHERE expires_at < $1"),

		code: m.sql("SELECT account_id, purpose, hash, phone_sealed, attempts, expires_at FROM one_time_codes" +
			" WHERE account_id = $1 AND purpose = $2"),
		putCode: m.sql("INSERT INTO one_time_codes (account_id, purpose, hash, phone_sealed, attempts, expires_at, key_number)" +
			" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, purpose) DO UPDATE SET hash = excluded.hash," +
			" phone_sealed = excluded.phone_sealed, attempts = excluded.attempts, expires_at = excluded.expires_at, key_number = excluded.key_number"),
		removeCode:         m.sql("DELETE FROM one_time_codes WHERE account_id = $1 AND purpose = $2"),
		removeExpiredCodes: m.sql("DELETE FROM one_time_codes WHERE expires_at < $1"),

		// full_at is when all attempts will be back (the theoretical arrival
		// time of the generic cell rate algorithm, ITU-T I.371).
		allow: m.sql("INSERT INTO throttles (key_index, full_at) VALUES ($1, CAST($2 AS BIGINT) + CAST($3 AS BIGINT)) ON CONFLICT (key_index) DO UPDATE" +
			" SET full_at = CASE WHEN throttles.full_at > $2 AND throttles.full_at <= $5 THEN throttles.full_at ELSE $2 END + $3" +
			" WHERE throttles.full_at + $3 <= $4 OR throttles.full_at > $5"),
		removeFull: m.sql("DELETE FROM throttles WHERE full_at <= $1"),
	}
}

type signedIn struct {
	session store.Session
	account store.Account
}

// sessionFields are a session's columns, in the order of sessionTargets.
func sessionFields() []string {
	return []string{"token_hash", "account_id", "created_at", "expires_at", "second_factor", "authenticated_at", "last_used_at", "device"}
}

func sessionTargets(s *store.Session) []any {
	return []any{
		&s.TokenHash, &s.AccountID, toInstant{&s.CreatedAt}, toInstant{&s.ExpiresAt}, &s.SecondFactor,
		toInstant{&s.AuthenticatedAt}, toInstant{&s.LastUsedAt}, &s.Device,
	}
}

func (m *Mapping) scanSignedIn(rows Rows) (s signedIn, err error) {
	err = rows.Scan(append(sessionTargets(&s.session), m.accountTargets(&s.account)...)...)
	return s, err
}

func scanSession(rows Rows) (s store.Session, err error) {
	err = rows.Scan(sessionTargets(&s)...)
	return s, err
}

// Session returns the session and its account.
func (r reader) Session(ctx context.Context, tokenHash []byte) (store.Session, store.Account, error) {
	s, err := one(ctx, r, "store.Session", r.m.scanSignedIn, r.m.sessions.byToken, tokenHash)
	return s.session, s.account, err
}

// SessionsOf returns an account's sessions, the latest opened first.
func (r reader) SessionsOf(ctx context.Context, accountID string) ([]store.Session, error) {
	return list(ctx, r, "store.SessionsOf", scanSession, r.m.sessions.of, accountID)
}

// AddSession adds a session.
func (t tx) AddSession(ctx context.Context, s store.Session) error {
	return t.add(ctx, "store.AddSession", t.m.sessions.add, s.TokenHash, s.AccountID, instant(s.CreatedAt), instant(s.ExpiresAt),
		s.SecondFactor, instant(s.AuthenticatedAt), instant(s.LastUsedAt), s.Device)
}

// TouchSession notes that a session was used.
func (t tx) TouchSession(ctx context.Context, tokenHash []byte, at time.Time) error {
	_, err := t.exec(ctx, "store.TouchSession", t.m.sessions.touch, tokenHash, instant(at))
	return err
}

// DeleteSession ends a session; one that is gone is no error.
func (t tx) DeleteSession(ctx context.Context, tokenHash []byte) error {
	_, err := t.exec(ctx, "store.DeleteSession", t.m.sessions.remove, tokenHash)
	return err
}

// DeleteSessionsOf ends every session of an account.
func (t tx) DeleteSessionsOf(ctx context.Context, accountID string) error {
	_, err := t.exec(ctx, "store.DeleteSessionsOf", t.m.sessions.removeOf, accountID)
	return err
}

// DeleteExpired removes sessions, codes, inquiries and kept answers that ended before now,
// throttles that hold nothing back any more, and counts out of their horizon.
func (t tx) DeleteExpired(ctx context.Context, now time.Time) error {
	const op = "store.DeleteExpired"
	for _, statement := range []string{t.m.sessions.removeExpired, t.m.sessions.removeExpiredCodes, t.m.contacts.removeExpired, t.m.sessions.removeFull, t.m.apiKeys.removeForgotten, t.m.passkeys.removeExpired, t.m.data.removeExpired} {
		if _, err := t.exec(ctx, op, statement, instant(now)); err != nil {
			return err
		}
	}
	if err := t.forgetMessages(ctx, op, now); err != nil {
		return err
	}
	return t.forgetCounts(ctx, op, now)
}

func (m *Mapping) scanCode(rows Rows) (c store.OneTimeCode, err error) {
	err = rows.Scan(&c.AccountID, &c.Purpose, &c.Hash, m.vault.opened(purposePhone, &c.Phone), &c.Attempts, toInstant{&c.ExpiresAt})
	return c, err
}

// OneTimeCode returns the account's code for a purpose.
func (r reader) OneTimeCode(ctx context.Context, accountID, purpose string) (store.OneTimeCode, error) {
	return one(ctx, r, "store.OneTimeCode", r.m.scanCode, r.m.sessions.code, accountID, purpose)
}

// PutOneTimeCode stores a code in place of the one before it.
func (t tx) PutOneTimeCode(ctx context.Context, c store.OneTimeCode) error {
	key := t.m.vault.current()
	_, err := t.exec(ctx, "store.PutOneTimeCode", t.m.sessions.putCode, c.AccountID, c.Purpose, c.Hash,
		t.m.vault.seal(purposePhone, c.Phone), int64(c.Attempts), instant(c.ExpiresAt), key)
	return err
}

// DeleteOneTimeCode removes a code; one that is gone is no error.
func (t tx) DeleteOneTimeCode(ctx context.Context, accountID, purpose string) error {
	_, err := t.exec(ctx, "store.DeleteOneTimeCode", t.m.sessions.removeCode, accountID, purpose)
	return err
}

// clockBack is how far ahead of this clock a throttle may stand, beyond what
// its burst allows, and still count: servers' clocks differ, but a throttle
// further ahead was written before the clock was set back.
const clockBack = time.Hour

// Allow takes one of a key's attempts, if one is left.
func (t tx) Allow(ctx context.Context, key string, now time.Time, burst int, interval time.Duration) (bool, error) {
	step := interval.Microseconds()
	if burst < 1 || step < 1 {
		return false, nil
	}
	limit := now.UnixMicro() + int64(burst)*step
	n, err := t.exec(ctx, "store.Allow", t.m.sessions.allow, t.m.vault.throttleKey(key), now.UnixMicro(), step, limit, limit+clockBack.Microseconds())
	return n == 1, err
}
