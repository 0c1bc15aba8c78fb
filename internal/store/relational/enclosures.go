package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type enclosureStatements struct{ put, schedule, due, take, remove string }

func newEnclosureStatements(m *Mapping) enclosureStatements {
	return enclosureStatements{
		put: m.sql("INSERT INTO enclosures (delivery, certificate, photo, file) VALUES (" + placeholders(4) + ")" +
			" ON CONFLICT (delivery, certificate) DO UPDATE SET photo = excluded.photo, file = excluded.file"),
		schedule: m.sql("UPDATE enclosures SET due = $2 WHERE delivery = $1"),
		due:      m.sql("SELECT delivery, certificate, photo, file FROM enclosures WHERE due IS NOT NULL AND due <= $1 ORDER BY due, delivery, certificate LIMIT $2"),
		take:     m.sql("DELETE FROM enclosures WHERE delivery = $1 AND certificate = $2"),
		remove:   m.sql("DELETE FROM enclosures WHERE delivery = $1"),
	}
}

func scanEnclosure(rows Rows) (e store.Enclosure, err error) {
	var certificate string
	err = rows.Scan(&e.Delivery, &certificate, &e.Photo, &e.File)
	e.Certificate = cert.ID(certificate)
	return e, err
}

// DueEnclosures returns enclosures whose delivery is public.
func (r reader) DueEnclosures(ctx context.Context, now time.Time, limit int) ([]store.Enclosure, error) {
	const op = "store.DueEnclosures"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanEnclosure, r.m.enclosures.due, now.UnixMicro(), int64(limit))
}

// PutEnclosure adds or replaces an enclosure.
func (t tx) PutEnclosure(ctx context.Context, e store.Enclosure) error {
	_, err := t.exec(ctx, "store.PutEnclosure", t.m.enclosures.put, e.Delivery, string(e.Certificate), e.Photo, e.File)
	return err
}

// ScheduleEnclosures makes a delivery's enclosures due.
func (t tx) ScheduleEnclosures(ctx context.Context, delivery string, at time.Time) error {
	_, err := t.exec(ctx, "store.ScheduleEnclosures", t.m.enclosures.schedule, delivery, at.UnixMicro())
	return err
}

// TakeEnclosure deletes an enclosure that nobody has taken yet.
func (t tx) TakeEnclosure(ctx context.Context, e store.Enclosure) error {
	return t.touch(ctx, "store.TakeEnclosure", t.m.enclosures.take, e.Delivery, string(e.Certificate))
}

// DeleteEnclosuresOf deletes a delivery's enclosures.
func (t tx) DeleteEnclosuresOf(ctx context.Context, delivery string) error {
	_, err := t.exec(ctx, "store.DeleteEnclosuresOf", t.m.enclosures.remove, delivery)
	return err
}
