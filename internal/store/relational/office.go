package relational

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

type officeStatements struct {
	catalogue, clearCatalogue string
	seals, addSeal            string
	delivery, addDelivery     string
	setting, putSetting       string
}

func newOfficeStatements(m *Mapping) officeStatements {
	insert := func(table string, fields []string) string {
		return "INSERT INTO " + table + " (" + columns(fields, "") + ") VALUES (" + placeholders(len(fields)) + ") ON CONFLICT DO NOTHING"
	}
	return officeStatements{
		catalogue:      m.sql("SELECT " + columns(offeringFields(), "") + " FROM offerings ORDER BY position"),
		clearCatalogue: m.sql("DELETE FROM offerings"),
		seals:          m.sql("SELECT " + columns(sealFields(), "") + " FROM seals ORDER BY created_at, id"),
		addSeal:        m.sql(insert("seals", sealFields())),
		delivery:       m.sql("SELECT " + columns(deliveryFields(), "") + " FROM deliveries WHERE id = $1"),
		addDelivery:    m.sql(insert("deliveries", deliveryFields())),
		setting:        m.sql("SELECT value FROM settings WHERE name = $1"),
		putSetting:     m.sql("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
	}
}

func offeringFields() []string {
	return []string{"position", "qualification", "english_name", "level", "specialty", "authority", "seal", "endorsed_from", "online_from"}
}

func scanOffering(rows Rows) (o cert.Offering, err error) {
	var position int
	err = rows.Scan(&position, &o.Qualification, &o.EnglishName, &o.Level, &o.Specialty, &o.Authority, &o.Seal, toDate{&o.EndorsedFrom}, &o.OnlineFrom)
	return o, err
}

// Catalogue returns every offering, in the order it was loaded.
func (r reader) Catalogue(ctx context.Context) ([]cert.Offering, error) {
	return list(ctx, r, "store.Catalogue", scanOffering, r.m.office.catalogue)
}

// ReplaceCatalogue makes the offerings the whole catalogue.
func (t tx) ReplaceCatalogue(ctx context.Context, offerings []cert.Offering) error {
	const op = "store.ReplaceCatalogue"
	rows := make([][]any, len(offerings))
	for i, o := range offerings {
		rows[i] = []any{int64(i), o.Qualification, o.EnglishName, o.Level, o.Specialty, o.Authority, o.Seal, o.EndorsedFrom.String(), int64(o.OnlineFrom)}
	}
	return t.whole(ctx, op, func() error {
		if _, err := t.exec(ctx, op, t.m.office.clearCatalogue); err != nil {
			return err
		}
		return t.insert(ctx, op, "offerings", offeringFields(), rows)
	})
}

func sealFields() []string {
	return []string{"id", "authority", "algorithm", "wrapped_key", "chain", "qualifications", "created_at"}
}

func scanSeal(rows Rows) (s store.Seal, err error) {
	err = rows.Scan(&s.ID, &s.Authority, &s.Algorithm, &s.WrappedKey, toDocument{&s.Chain}, toDocument{&s.Qualifications}, toInstant{&s.CreatedAt})
	return s, err
}

// Seals returns every seal, oldest first.
func (r reader) Seals(ctx context.Context) ([]store.Seal, error) {
	return list(ctx, r, "store.Seals", scanSeal, r.m.office.seals)
}

// AddSeal adds a seal; an ID in use is a Conflict.
func (t tx) AddSeal(ctx context.Context, s store.Seal) error {
	const op = "store.AddSeal"
	chain, err := document(s.Chain)
	if err != nil {
		return t.m.Fault(op, err)
	}
	qualifications, err := document(s.Qualifications)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.add(ctx, op, t.m.office.addSeal, s.ID, s.Authority, s.Algorithm, s.WrappedKey, chain, qualifications, instant(s.CreatedAt))
}

func deliveryFields() []string {
	return []string{"id", "authority", "account", "file_name", "dry_run", "at", "row_count", "added", "unchanged", "refused", "report", "faults"}
}

func scanDelivery(rows Rows) (d store.Delivery, err error) {
	err = rows.Scan(&d.ID, &d.Authority, &d.Account, &d.FileName, &d.DryRun, toInstant{&d.At}, &d.Rows, &d.Added, &d.Unchanged, &d.Refused, &d.Report, toDocument{&d.Faults})
	return d, err
}

// Delivery returns the delivery.
func (r reader) Delivery(ctx context.Context, id string) (store.Delivery, error) {
	return one(ctx, r, "store.Delivery", scanDelivery, r.m.office.delivery, id)
}

// AddDelivery adds a delivery; an ID in use is a Conflict.
func (t tx) AddDelivery(ctx context.Context, d store.Delivery) error {
	const op = "store.AddDelivery"
	faults, err := document(d.Faults)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.add(ctx, op, t.m.office.addDelivery, d.ID, d.Authority, d.Account, d.FileName, d.DryRun, instant(d.At),
		int64(d.Rows), int64(d.Added), int64(d.Unchanged), int64(d.Refused), d.Report, faults)
}

// Setting returns a value fixed for this installation.
func (r reader) Setting(ctx context.Context, name string) (string, error) {
	return one(ctx, r, "store.Setting", scanner[string], r.m.office.setting, name)
}

// PutSetting fixes a value.
func (t tx) PutSetting(ctx context.Context, name, value string) error {
	_, err := t.exec(ctx, "store.PutSetting", t.m.office.putSetting, name, value)
	return err
}

// add inserts a row that must not be there.
func (t tx) add(ctx context.Context, op, statement string, args ...any) error {
	n, err := t.exec(ctx, op, statement, args...)
	if err == nil && n == 0 {
		err = conflict(op, reasonConflict)
	}
	return err
}
