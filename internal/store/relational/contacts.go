package relational

import (
	"context"

	"yinxin.example/yinxin/internal/store"
)

type contactStatements struct {
	of, byToken, add, remove, removeExpired string
}

func newContactStatements(m *Mapping) contactStatements {
	selected := "SELECT " + columns(contactFields(), "") + " FROM contact_changes "
	return contactStatements{
		of:      m.sql(selected + "WHERE account_id = $1 ORDER BY contact"),
		byToken: m.sql(selected + "WHERE token_hash = $1"),
		add: m.sql("INSERT INTO contact_changes (" + columns(contactFields(), "") + ", key_number) VALUES (" + placeholders(7) + ")" +
			" ON CONFLICT (account_id, contact) DO UPDATE SET before_sealed = excluded.before_sealed, token_hash = excluded.token_hash," +
			" made_at = excluded.made_at, until = excluded.until, key_number = excluded.key_number" +
			" WHERE contact_changes.until <= excluded.made_at"),
		remove:        m.sql("DELETE FROM contact_changes WHERE account_id = $1"),
		removeExpired: m.sql("DELETE FROM contact_changes WHERE until < $1"),
	}
}

// contactFields are a change's columns, in the order of scanContactChange.
func contactFields() []string {
	return []string{"account_id", "contact", "before_sealed", "token_hash", "made_at", "until"}
}

func (m *Mapping) scanContactChange(rows Rows) (c store.ContactChange, err error) {
	err = rows.Scan(&c.AccountID, &c.Contact, m.vault.opened(purposeContact, &c.Before), &c.TokenHash, toInstant{&c.At}, toInstant{&c.Until})
	return c, err
}

// ContactChanges returns an account's changes.
func (r reader) ContactChanges(ctx context.Context, accountID string) ([]store.ContactChange, error) {
	return list(ctx, r, "store.ContactChanges", r.m.scanContactChange, r.m.contacts.of, accountID)
}

// ContactChangeByToken returns the change whose token has the hash.
func (r reader) ContactChangeByToken(ctx context.Context, tokenHash []byte) (store.ContactChange, error) {
	return one(ctx, r, "store.ContactChangeByToken", r.m.scanContactChange, r.m.contacts.byToken, tokenHash)
}

// AddContactChange adds a change.
func (t tx) AddContactChange(ctx context.Context, c store.ContactChange) error {
	key := t.m.vault.current()
	return t.add(ctx, "store.AddContactChange", t.m.contacts.add, c.AccountID, string(c.Contact),
		t.m.vault.seal(purposeContact, c.Before), c.TokenHash, instant(c.At), instant(c.Until), key)
}

// DeleteContactChanges removes every change of an account.
func (t tx) DeleteContactChanges(ctx context.Context, accountID string) error {
	_, err := t.exec(ctx, "store.DeleteContactChanges", t.m.contacts.remove, accountID)
	return err
}
