package relational

import (
	"context"

	"yinxin.example/yinxin/internal/store"
)

type officeStatements struct {
	delivery, addDelivery string
	setting, putSetting   string
}

func newOfficeStatements(m *Mapping) officeStatements {
	return officeStatements{
		delivery:    m.sql("SELECT " + columns(deliveryFields(), "") + " FROM deliveries WHERE id = $1"),
		addDelivery: m.sql(insertion("deliveries", deliveryFields())),
		setting:     m.sql("SELECT value FROM settings WHERE name = $1"),
		putSetting:  m.sql("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
	}
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
