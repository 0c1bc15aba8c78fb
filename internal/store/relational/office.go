package relational

import (
	"context"
)

type officeStatements struct {
	setting, putSetting string
}

func newOfficeStatements(m *Mapping) officeStatements {
	return officeStatements{
		setting:    m.sql("SELECT value FROM settings WHERE name = $1"),
		putSetting: m.sql("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
	}
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
