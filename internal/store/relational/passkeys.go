package relational

import (
	"context"

	"yinxin.example/yinxin/internal/store"
)

type passkeyStatements struct {
	of, byCredential, add, update, remove, removeOf            string
	addCeremony, takeCeremony, removeCeremonies, removeExpired string
}

func newPasskeyStatements(m *Mapping) passkeyStatements {
	selected := "SELECT " + columns(passkeyFields(), "") + " FROM passkeys "
	return passkeyStatements{
		of:           m.sql(selected + "WHERE account_id = $1 ORDER BY created_at, id"),
		byCredential: m.sql(selected + "WHERE credential_id = $1"),
		add:          m.sql(insertion("passkeys", append(passkeyFields(), "key_number"))),
		update: m.sql("UPDATE passkeys SET credential_sealed = $2, name = $3, last_used_at = $4, count_back_at = $5, key_number = $6" +
			" WHERE id = $1"),
		remove:   m.sql("DELETE FROM passkeys WHERE id = $1"),
		removeOf: m.sql("DELETE FROM passkeys WHERE account_id = $1"),

		addCeremony:      m.sql(insertion("ceremonies", []string{"id", "account_id", "state_sealed", "expires_at", "key_number"})),
		takeCeremony:     m.sql("DELETE FROM ceremonies WHERE id = $1 RETURNING id, account_id, state_sealed, expires_at"),
		removeCeremonies: m.sql("DELETE FROM ceremonies WHERE account_id = $1"),
		removeExpired:    m.sql("DELETE FROM ceremonies WHERE expires_at < $1"),
	}
}

func passkeyFields() []string {
	return []string{"id", "account_id", "handle", "credential_id", "credential_sealed", "name", "created_at", "last_used_at", "count_back_at"}
}

func (m *Mapping) scanPasskey(rows Rows) (p store.Passkey, err error) {
	var credential string
	err = rows.Scan(&p.ID, &p.AccountID, &p.Handle, &p.CredentialID, m.vault.opened(purposePasskey, &credential), &p.Name,
		toInstant{&p.CreatedAt}, toInstant{&p.LastUsedAt}, toInstant{&p.CountBackAt})
	p.Credential = []byte(credential)
	return p, err
}

// PasskeysOf returns an account's passkeys.
func (r reader) PasskeysOf(ctx context.Context, accountID string) ([]store.Passkey, error) {
	return list(ctx, r, "store.PasskeysOf", r.m.scanPasskey, r.m.passkeys.of, accountID)
}

// PasskeyByCredential returns the passkey with that credential ID.
func (r reader) PasskeyByCredential(ctx context.Context, credentialID []byte) (store.Passkey, error) {
	return one(ctx, r, "store.PasskeyByCredential", r.m.scanPasskey, r.m.passkeys.byCredential, credentialID)
}

// AddPasskey adds a passkey.
func (t tx) AddPasskey(ctx context.Context, p store.Passkey) error {
	key := t.m.vault.current()
	return t.add(ctx, "store.AddPasskey", t.m.passkeys.add, p.ID, p.AccountID, p.Handle, p.CredentialID,
		t.m.vault.seal(purposePasskey, string(p.Credential)), p.Name, instant(p.CreatedAt), instant(p.LastUsedAt), instant(p.CountBackAt), key)
}

// UpdatePasskey stores what changes of a passkey.
func (t tx) UpdatePasskey(ctx context.Context, p store.Passkey) error {
	key := t.m.vault.current()
	return t.touch(ctx, "store.UpdatePasskey", t.m.passkeys.update, p.ID,
		t.m.vault.seal(purposePasskey, string(p.Credential)), p.Name, instant(p.LastUsedAt), instant(p.CountBackAt), key)
}

// DeletePasskey removes a passkey.
func (t tx) DeletePasskey(ctx context.Context, id string) error {
	_, err := t.exec(ctx, "store.DeletePasskey", t.m.passkeys.remove, id)
	return err
}

// DeletePasskeysOf removes every passkey of an account, and what would add one.
func (t tx) DeletePasskeysOf(ctx context.Context, accountID string) error {
	const op = "store.DeletePasskeysOf"
	for _, statement := range []string{t.m.passkeys.removeOf, t.m.passkeys.removeCeremonies} {
		if _, err := t.exec(ctx, op, statement, accountID); err != nil {
			return err
		}
	}
	return nil
}

// AddCeremony adds a ceremony.
func (t tx) AddCeremony(ctx context.Context, c store.Ceremony) error {
	key := t.m.vault.current()
	return t.add(ctx, "store.AddCeremony", t.m.passkeys.addCeremony, c.ID, c.AccountID,
		t.m.vault.seal(purposeCeremony, string(c.State)), instant(c.ExpiresAt), key)
}

// TakeCeremony removes a ceremony and returns it.
func (t tx) TakeCeremony(ctx context.Context, id string) (store.Ceremony, error) {
	return one(ctx, t.reader, "store.TakeCeremony", func(rows Rows) (c store.Ceremony, err error) {
		var state string
		err = rows.Scan(&c.ID, &c.AccountID, t.m.vault.opened(purposeCeremony, &state), toInstant{&c.ExpiresAt})
		c.State = []byte(state)
		return c, err
	}, t.m.passkeys.takeCeremony, id)
}
