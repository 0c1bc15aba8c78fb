package relational

import (
	"context"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type organisationStatements struct {
	byID, byNumber, list, add, update string
	unconfirmed, remove               string
	people                            string
	take, taken, forget               string
}

func newOrganisationStatements(m *Mapping) organisationStatements {
	fields := organisationFields()
	selected := "SELECT " + columns(fields, "") + " FROM organisations "
	return organisationStatements{
		byID:     m.sql(selected + "WHERE id = $1"),
		byNumber: m.sql(selected + "WHERE number = $1 AND confirmed_at IS NOT NULL AND disabled_at IS NULL"),
		list: m.sql(selected + "WHERE confirmed_at IS NOT NULL AND (number = $1 OR name LIKE $2 ESCAPE '!')" +
			" ORDER BY created_at DESC, id DESC LIMIT $3"),
		add:         m.sql("INSERT INTO organisations (" + columns(fields, "") + ") VALUES (" + placeholders(len(fields)) + ")"),
		update:      m.sql("UPDATE organisations SET " + assignments(fields[1:]) + " WHERE id = $1"),
		unconfirmed: m.sql(selected + "WHERE confirmed_at IS NULL AND created_at < $1 ORDER BY created_at, id LIMIT $2"),
		remove:      m.sql("DELETE FROM organisations WHERE id = $1 AND confirmed_at IS NULL"),
		people: m.sql("SELECT " + columns(accountFields(), "") + " FROM accounts WHERE organisation = $1 AND organisation <> ''" +
			" ORDER BY created_at, id LIMIT $2"),

		take: m.sql("INSERT INTO organisation_lookups (organisation, day, taken) VALUES ($1, $2, $3) ON CONFLICT (organisation, day) DO UPDATE" +
			" SET taken = organisation_lookups.taken + excluded.taken WHERE organisation_lookups.taken + excluded.taken <= $4 RETURNING taken"),
		taken:  m.sql("SELECT taken FROM organisation_lookups WHERE organisation = $1 AND day = $2"),
		forget: m.sql("DELETE FROM organisation_lookups WHERE day < $1"),
	}
}

func organisationFields() []string {
	return []string{"id", "name", "number", "confirmed_at", "created_at", "disabled_at"}
}

func organisationRow(o store.Organisation) []any {
	return []any{o.ID, o.Name, o.Number, instant(o.ConfirmedAt), instant(o.CreatedAt), instant(o.DisabledAt)}
}

func scanOrganisation(rows Rows) (o store.Organisation, err error) {
	err = rows.Scan(&o.ID, &o.Name, &o.Number, toInstant{&o.ConfirmedAt}, toInstant{&o.CreatedAt}, toInstant{&o.DisabledAt})
	return o, err
}

// Organisation returns the organisation.
func (r reader) Organisation(ctx context.Context, id string) (store.Organisation, error) {
	return one(ctx, r, "store.Organisation", scanOrganisation, r.m.organisations.byID, id)
}

// OrganisationByNumber returns the organisation that has the number.
func (r reader) OrganisationByNumber(ctx context.Context, number string) (store.Organisation, error) {
	return one(ctx, r, "store.OrganisationByNumber", scanOrganisation, r.m.organisations.byNumber, number)
}

// Organisations returns the organisations that the words name.
func (r reader) Organisations(ctx context.Context, words string, limit int) ([]store.Organisation, error) {
	pattern := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(words) + "%"
	return list(ctx, r, "store.Organisations", scanOrganisation, r.m.organisations.list, words, pattern, int64(limit))
}

// UnconfirmedBefore returns organisations that have confirmed nothing.
func (r reader) UnconfirmedBefore(ctx context.Context, at time.Time, limit int) ([]store.Organisation, error) {
	return list(ctx, r, "store.UnconfirmedBefore", scanOrganisation, r.m.organisations.unconfirmed, instant(at), int64(limit))
}

// AccountsOfOrganisation returns an organisation's accounts.
func (r reader) AccountsOfOrganisation(ctx context.Context, id string) ([]store.Account, error) {
	return list(ctx, r, "store.AccountsOfOrganisation", r.m.scanAccount, r.m.organisations.people, id, int64(store.ListLimit))
}

// LookupsTaken returns how many look-ups were taken on a day.
func (r reader) LookupsTaken(ctx context.Context, organisation string, day civil.Date) (int, error) {
	n, err := one(ctx, r, "store.LookupsTaken", scanner[int], r.m.organisations.taken, organisation, dayNumber(day))
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return n, err
}

// AddOrganisation adds an organisation.
func (t tx) AddOrganisation(ctx context.Context, o store.Organisation) error {
	const op = "store.AddOrganisation"
	return t.numbered(ctx, op, func() error {
		_, err := t.exec(ctx, op, t.m.organisations.add, organisationRow(o)...)
		return err
	})
}

// UpdateOrganisation stores every field of an organisation that is there.
func (t tx) UpdateOrganisation(ctx context.Context, o store.Organisation) error {
	const op = "store.UpdateOrganisation"
	return t.numbered(ctx, op, func() error { return t.touch(ctx, op, t.m.organisations.update, organisationRow(o)...) })
}

// DeleteUnconfirmed removes an organisation that has confirmed nothing.
func (t tx) DeleteUnconfirmed(ctx context.Context, id string) error {
	return t.touch(ctx, "store.DeleteUnconfirmed", t.m.organisations.remove, id)
}

// numbered says of a conflict that the number is in use: IDs are drawn.
func (t tx) numbered(ctx context.Context, op string, write func() error) error {
	err := t.whole(ctx, op, write)
	if fault.Is(err, fault.Conflict) {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: reasonRegistered, Err: err}
	}
	return err
}

// TakeLookups takes look-ups of a day.
func (t tx) TakeLookups(ctx context.Context, organisation string, day civil.Date, n, limit int) (int, error) {
	const op = "store.TakeLookups"
	used := fault.New(op, fault.Exhausted, reasonLookupsUsed).With("limit", limit)
	if n > limit { // the first row of a day meets no condition
		return 0, used
	}
	taken, err := one(ctx, t.reader, op, scanner[int], t.m.organisations.take, organisation, dayNumber(day), int64(n), int64(limit))
	switch {
	case fault.Is(err, fault.NotFound):
		return 0, used
	case err != nil:
		return 0, err
	}
	return limit - taken, nil
}
