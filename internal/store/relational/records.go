package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

type checkRecordStatements struct{ byCode, add, forget string }

func newCheckRecordStatements(m *Mapping) checkRecordStatements {
	return checkRecordStatements{
		byCode: m.sql("SELECT " + columns(checkRecordFields(), "") + " FROM check_records WHERE code = $1"),
		add:    m.sql(insertion("check_records", checkRecordFields())),
		forget: m.sql("DELETE FROM check_records WHERE at < $1"),
	}
}

// checkRecordFields are a record's columns in the order of AddCheckRecord and
// scanCheckRecord.
func checkRecordFields() []string {
	return []string{"code", "at", "file_digest", "copy_code", "asked_day", "verdict", "integrity", "seal", "certificate", "endorsement",
		"reasons", "demo", "checked_by", "by_number"}
}

func scanCheckRecord(rows Rows) (c store.CheckRecord, err error) {
	var day string
	err = rows.Scan(&c.Code, toInstant{&c.At}, &c.FileDigest, &c.Copy, &day, &c.Verdict, &c.Integrity, &c.Seal, &c.Certificate, &c.Endorsement,
		toDocument{&c.Reasons}, &c.Demo, &c.CheckedBy, &c.ByNumber)
	if err == nil && day != "" {
		c.AskedDay, err = civil.Parse(day)
	}
	return c, err
}

// CheckRecord returns the record with that code.
func (r reader) CheckRecord(ctx context.Context, code cert.RecordCode) (store.CheckRecord, error) {
	return one(ctx, r, "store.CheckRecord", scanCheckRecord, r.m.records.byCode, string(code))
}

// AddCheckRecord keeps a record.
func (t tx) AddCheckRecord(ctx context.Context, c store.CheckRecord) error {
	const op = "store.AddCheckRecord"
	reasons, err := document(c.Reasons)
	if err != nil {
		return t.m.Fault(op, err)
	}
	day := ""
	if !c.AskedDay.IsZero() {
		day = c.AskedDay.String()
	}
	_, err = t.exec(ctx, op, t.m.records.add, string(c.Code), instant(c.At), c.FileDigest, string(c.Copy), day, c.Verdict, c.Integrity, c.Seal,
		c.Certificate, c.Endorsement, reasons, c.Demo, c.CheckedBy, c.ByNumber)
	return err
}

// ForgetCheckRecords removes the records before a time.
func (t tx) ForgetCheckRecords(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, "store.ForgetCheckRecords", t.m.records.forget, instant(before))
	return err
}
