package relational

import (
	"cmp"
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// pageOfDeliveries is how many deliveries a filter without a limit chooses.
const pageOfDeliveries = 50

type deliveryStatements struct {
	byID, chosen, countSince, inWork, published string
	add, lock, update, claim, keep, free        string
}

func newDeliveryStatements(m *Mapping) deliveryStatements {
	fields := deliveryFields()
	selected := "SELECT " + columns(fields, "") + " FROM deliveries "
	return deliveryStatements{
		byID: m.sql(selected + "WHERE id = $1"),
		chosen: m.sql(selected + "WHERE ($1 = '' OR authority = $1) AND ($2 = '' OR batch = $2) AND ($3 = '' OR file = $3)" +
			" AND (NOT $4 OR batch = id)" +
			" AND ($5 = '' OR (at, id) < (SELECT at, id FROM deliveries WHERE id = $5))" +
			" ORDER BY at DESC, id DESC LIMIT $6"),
		countSince: m.sql("SELECT COUNT(*) FROM deliveries WHERE authority = $1 AND at >= $2"),
		inWork: m.sql(selected + "WHERE state IN ('submitted', 'releasing', 'stopped') OR state = 'released' AND visible_from > $1" +
			" ORDER BY at, id LIMIT $2"),
		published: m.sql(selected + "WHERE visible_from IS NOT NULL AND visible_from <= $1 AND added > 0" +
			" AND ($2 = '' OR visible_from < $3 OR visible_from = $3 AND id < $2)" +
			" ORDER BY visible_from DESC, id DESC LIMIT $4"),
		add:    m.sql("INSERT INTO deliveries (" + columns(fields, "") + ") VALUES (" + placeholders(len(fields)) + ") ON CONFLICT DO NOTHING"),
		lock:   m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		update: m.sql("UPDATE deliveries SET " + assignments(fields[1:]) + " WHERE id = $1"),
		// MATERIALIZED as for copies.
		claim: m.sql("WITH next AS MATERIALIZED (SELECT id FROM deliveries WHERE state IN ('receiving', 'checking', 'releasing', 'undoing')" +
			" AND (lease_until IS NULL OR lease_until <= $2) ORDER BY at, id LIMIT 1 " + m.dialect.SkipLocked + ")" +
			" UPDATE deliveries SET lease_owner = $1, lease_until = $3 WHERE id IN (SELECT id FROM next) RETURNING " + columns(fields, "")),
		keep: m.sql("UPDATE deliveries SET lease_owner = $2, lease_until = $5, done = $6, row_count = $7, added = $8, unchanged = $9, refused = $10" +
			" WHERE id = $1 AND state = $3 AND (lease_owner = $2 OR lease_until IS NULL OR lease_until <= $4)"),
		free: m.sql("UPDATE deliveries SET lease_owner = '', lease_until = NULL WHERE id = $1 AND lease_owner = $2"),
	}
}

// deliveryFields are a delivery's columns in the order of deliveryRow and
// scanDelivery.
func deliveryFields() []string {
	return []string{
		"id", "number", "batch", "authority", "account", "file_name", "at", "file", "size", "state",
		"done", "row_count", "added", "unchanged", "refused", "findings",
		"submitted_by", "submitted_at", "released_by", "released_at", "publish_at", "visible_from", "answer",
	}
}

func deliveryRow(d store.Delivery) ([]any, error) {
	findings, err := document(d.Findings)
	return []any{
		d.ID, d.Number, d.Batch, d.Authority, d.Account, d.FileName, instant(d.At), d.File, d.Size, string(d.State),
		d.Done, int64(d.Rows), int64(d.Added), int64(d.Unchanged), int64(d.Refused), findings,
		d.SubmittedBy, instant(d.SubmittedAt), d.ReleasedBy, instant(d.ReleasedAt), instant(d.PublishAt), instant(d.VisibleFrom), d.Answer,
	}, err
}

func scanDelivery(rows Rows) (d store.Delivery, err error) {
	err = rows.Scan(
		&d.ID, &d.Number, &d.Batch, &d.Authority, &d.Account, &d.FileName, toInstant{&d.At}, &d.File, &d.Size, &d.State,
		&d.Done, &d.Rows, &d.Added, &d.Unchanged, &d.Refused, toDocument{&d.Findings},
		&d.SubmittedBy, toInstant{&d.SubmittedAt}, &d.ReleasedBy, toInstant{&d.ReleasedAt}, toInstant{&d.PublishAt}, toInstant{&d.VisibleFrom}, &d.Answer,
	)
	return d, err
}

// Delivery returns the delivery.
func (r reader) Delivery(ctx context.Context, id string) (store.Delivery, error) {
	return one(ctx, r, "store.Delivery", scanDelivery, r.m.deliveries.byID, id)
}

// Deliveries returns the deliveries the filter chooses, newest first.
func (r reader) Deliveries(ctx context.Context, f store.DeliveryFilter) ([]store.Delivery, error) {
	const op = "store.Deliveries"
	if f.Limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanDelivery, r.m.deliveries.chosen,
		f.Authority, f.Batch, f.File, f.First, f.After, int64(cmp.Or(f.Limit, pageOfDeliveries)))
}

// CountDeliveries returns how many an authority has made since an instant.
func (r reader) CountDeliveries(ctx context.Context, authority string, since time.Time) (int, error) {
	return one(ctx, r, "store.CountDeliveries", scanner[int], r.m.deliveries.countSince, authority, since.UnixMicro())
}

// DeliveriesInWork returns those submitted and not public, oldest first.
func (r reader) DeliveriesInWork(ctx context.Context, now time.Time) ([]store.Delivery, error) {
	return list(ctx, r, "store.DeliveriesInWork", scanDelivery, r.m.deliveries.inWork, now.UnixMicro(), int64(store.ListLimit))
}

// Published returns the deliveries that are public and brought something.
func (r reader) Published(ctx context.Context, now time.Time, after store.Place, limit int) ([]store.Delivery, error) {
	const op = "store.Published"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanDelivery, r.m.deliveries.published, now.UnixMicro(), after.ID, after.At.UnixMicro(), int64(limit))
}

// AddDelivery adds a delivery; an ID or number in use is a Conflict.
func (t tx) AddDelivery(ctx context.Context, d store.Delivery) error {
	const op = "store.AddDelivery"
	row, err := deliveryRow(d)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.add(ctx, op, t.m.deliveries.add, row...)
}

// LockDelivery returns the delivery, held until the transaction ends.
func (t tx) LockDelivery(ctx context.Context, id string) (store.Delivery, error) {
	return one(ctx, t.reader, "store.LockDelivery", scanDelivery, t.m.deliveries.lock, id)
}

// UpdateDelivery stores every field of a delivery that is there.
func (t tx) UpdateDelivery(ctx context.Context, d store.Delivery) error {
	const op = "store.UpdateDelivery"
	row, err := deliveryRow(d)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.touch(ctx, op, t.m.deliveries.update, row...)
}

// ClaimDelivery leases the oldest delivery that there is work on.
func (t tx) ClaimDelivery(ctx context.Context, owner string, now time.Time, lease time.Duration) (store.Delivery, error) {
	const op = "store.ClaimDelivery"
	if owner == "" || lease <= 0 {
		return store.Delivery{}, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	return one(ctx, t.reader, op, scanDelivery, t.m.deliveries.claim, owner, instant(now), instant(now.Add(lease)))
}

// KeepDelivery takes or renews a lease, and stores how far the work is.
func (t tx) KeepDelivery(ctx context.Context, owner string, d store.Delivery, now time.Time, lease time.Duration) error {
	const op = "store.KeepDelivery"
	if owner == "" || lease <= 0 {
		return fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	return t.move(ctx, op, t.m.deliveries.keep, d.ID, owner, string(d.State), instant(now), instant(now.Add(lease)),
		d.Done, int64(d.Rows), int64(d.Added), int64(d.Unchanged), int64(d.Refused))
}

// FreeDelivery ends the owner's lease on a delivery.
func (t tx) FreeDelivery(ctx context.Context, owner, id string) error {
	_, err := t.exec(ctx, "store.FreeDelivery", t.m.deliveries.free, id, owner)
	return err
}
