package relational

import (
	"context"

	"golang.org/x/text/cases"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

type accountStatements struct {
	byID, byUsername, byDocument, ofAuthority string
	add, sameID                               string
	lock, update                              string
}

func newAccountStatements(m *Mapping) accountStatements {
	selected := "SELECT " + columns(accountFields(), "") + " FROM accounts "
	written := accountColumns()
	return accountStatements{
		byID:        m.sql(selected + "WHERE id = $1"),
		byUsername:  m.sql(selected + "WHERE username_key = $1"),
		byDocument:  m.sql(selected + "WHERE document_index = $1 ORDER BY created_at, id"),
		ofAuthority: m.sql(selected + "WHERE authority = $1 AND authority <> '' AND role <> 'holder' ORDER BY username_key LIMIT $2"),
		add: m.sql("INSERT INTO accounts (" + columns(written, "") + ") VALUES (" + placeholders(len(written)) +
			") ON CONFLICT DO NOTHING"),
		sameID: m.sql("SELECT COUNT(*) FROM accounts WHERE id = $1"),
		lock:   m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		update: m.sql("UPDATE accounts SET " + assignments(written[1:]) + " WHERE id = $1"),
	}
}

// accountFields are the columns an account is read from, in the order of scanAccount.
func accountFields() []string {
	return []string{
		"id", "username", "role", "authority", "name", "document_type", "document_sealed",
		"phone_sealed", "phone_confirmed", "password_hash", "claimed_at", "notice_version", "created_at",
		"password_temporary", "disabled_at", "totp_sealed", "totp_step", "organisation", "email_sealed",
	}
}

// accountColumns are the columns an account is written to, in the order of accountRow.
func accountColumns() []string {
	return append(accountFields(), "username_key", "document_index", "key_number")
}

func (m *Mapping) accountRow(a store.Account) []any {
	key := m.vault.current()
	return []any{
		a.ID, a.Username, string(a.Role), a.Authority, a.Name, string(a.Document.Type), m.vault.seal(purposeDocument, a.Document.Number),
		m.vault.seal(purposePhone, a.Phone), a.PhoneConfirmed, a.PasswordHash, instant(a.ClaimedAt), int64(a.NoticeVersion), instant(a.CreatedAt),
		a.Temporary, instant(a.DisabledAt), m.vault.seal(purposeTOTP, a.TOTPSecret), a.TOTPStep, a.Organisation, m.vault.seal(purposeEmail, a.Email),
		usernameKey(a.Username), m.vault.documentIndex(a.Document), key,
	}
}

// accountTargets are where an account's columns are scanned to.
func (m *Mapping) accountTargets(a *store.Account) []any {
	return []any{
		&a.ID, &a.Username, &a.Role, &a.Authority, &a.Name, &a.Document.Type, m.vault.opened(purposeDocument, &a.Document.Number),
		m.vault.opened(purposePhone, &a.Phone), &a.PhoneConfirmed, &a.PasswordHash, toInstant{&a.ClaimedAt}, &a.NoticeVersion, toInstant{&a.CreatedAt},
		&a.Temporary, toInstant{&a.DisabledAt}, m.vault.opened(purposeTOTP, &a.TOTPSecret), &a.TOTPStep, &a.Organisation, m.vault.opened(purposeEmail, &a.Email),
	}
}

func (m *Mapping) scanAccount(rows Rows) (a store.Account, err error) {
	err = rows.Scan(m.accountTargets(&a)...)
	return a, err
}

// usernameKey is a user name without regard to case (Unicode case folding).
func usernameKey(username string) string { return cases.Fold().String(username) }

// Account returns the account.
func (r reader) Account(ctx context.Context, id string) (store.Account, error) {
	return one(ctx, r, "store.Account", r.m.scanAccount, r.m.accounts.byID, id)
}

// AccountByUsername returns the account of a user name, in any case.
func (r reader) AccountByUsername(ctx context.Context, username string) (store.Account, error) {
	return one(ctx, r, "store.AccountByUsername", r.m.scanAccount, r.m.accounts.byUsername, usernameKey(username))
}

// AccountsByDocument returns the accounts registered for a document.
func (r reader) AccountsByDocument(ctx context.Context, d person.Document) ([]store.Account, error) {
	if d.Number == "" {
		return nil, nil
	}
	return list(ctx, r, "store.AccountsByDocument", r.m.scanAccount, r.m.accounts.byDocument, r.m.vault.documentIndex(d))
}

// StaffOf returns the accounts of an authority's staff, by user name.
func (r reader) StaffOf(ctx context.Context, authority string) ([]store.Account, error) {
	return list(ctx, r, "store.StaffOf", r.m.scanAccount, r.m.accounts.ofAuthority, authority, int64(store.ListLimit))
}

// AddAccount adds an account.
func (t tx) AddAccount(ctx context.Context, a store.Account) error {
	const op = "store.AddAccount"
	n, err := t.exec(ctx, op, t.m.accounts.add, t.m.accountRow(a)...)
	if err != nil || n == 1 {
		return err
	}
	taken, err := one(ctx, t.reader, op, scanner[int], t.m.accounts.sameID, a.ID)
	switch {
	case err != nil:
		return err
	case taken > 0:
		return conflict(op, reasonConflict)
	}
	return conflict(op, reasonUsernameTaken)
}

// LockAccount returns the account, held until the transaction ends.
func (t tx) LockAccount(ctx context.Context, id string) (store.Account, error) {
	return one(ctx, t.reader, "store.LockAccount", t.m.scanAccount, t.m.accounts.lock, id)
}

// UpdateAccount stores every field of an account that is there.
func (t tx) UpdateAccount(ctx context.Context, a store.Account) error {
	const op = "store.UpdateAccount"
	err := t.whole(ctx, op, func() error {
		return t.touch(ctx, op, t.m.accounts.update, t.m.accountRow(a)...)
	})
	if fault.Is(err, fault.Conflict) { // the user name is all an account must not share
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: reasonUsernameTaken, Err: err}
	}
	return err
}
