package relational

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

type watchStatements struct{ byID, of, count, on, by, over, add, update, remove string }

func newWatchStatements(m *Mapping) watchStatements {
	selected := "SELECT " + columns(watchFields(), "") + " FROM watches "
	return watchStatements{
		byID:   m.sql(selected + "WHERE id = $1"),
		of:     m.sql(selected + "WHERE organisation = $1 AND id > $2 ORDER BY id LIMIT $3"),
		count:  m.sql("SELECT COUNT(*) FROM watches WHERE organisation = $1"),
		on:     m.sql(selected + "WHERE certificate_id = $1 ORDER BY created_at, id"),
		by:     m.sql(selected + "WHERE copy_code = $1 AND copy_code <> '' ORDER BY created_at, id"),
		over:   m.sql(selected + "WHERE last_day < $1 ORDER BY last_day, id LIMIT $2"),
		add:    m.sql(insertion("watches", append(watchFields(), "key_number"))),
		update: m.sql("UPDATE watches SET " + assignments([]string{"certificate_id", "label_sealed", "last_day", "key_number"}) + " WHERE id = $1"),
		remove: m.sql("DELETE FROM watches WHERE id = $1"),
	}
}

func watchFields() []string {
	return []string{"id", "organisation", "certificate_id", "copy_code", "label_sealed", "made_by", "created_at", "last_day"}
}

func (m *Mapping) scanWatch(rows Rows) (w store.Watch, err error) {
	err = rows.Scan(&w.ID, &w.Organisation, &w.Certificate, &w.Copy, m.vault.opened(purposeWatch, &w.Label), &w.By,
		toInstant{&w.CreatedAt}, toDate{&w.LastDay})
	return w, err
}

// Watch returns the watch.
func (r reader) Watch(ctx context.Context, id string) (store.Watch, error) {
	return one(ctx, r, "store.Watch", r.m.scanWatch, r.m.watches.byID, id)
}

// WatchesOf returns an organisation's watches.
func (r reader) WatchesOf(ctx context.Context, organisation, after string, limit int) ([]store.Watch, error) {
	return list(ctx, r, "store.WatchesOf", r.m.scanWatch, r.m.watches.of, organisation, after, int64(limit))
}

// CountWatches returns how many watches an organisation has.
func (r reader) CountWatches(ctx context.Context, organisation string) (int, error) {
	return one(ctx, r, "store.CountWatches", scanner[int], r.m.watches.count, organisation)
}

// WatchesOn returns the watches on a certificate.
func (r reader) WatchesOn(ctx context.Context, id cert.ID) ([]store.Watch, error) {
	return list(ctx, r, "store.WatchesOn", r.m.scanWatch, r.m.watches.on, string(id))
}

// WatchesBy returns the watches that came by a copy.
func (r reader) WatchesBy(ctx context.Context, code cert.Code) ([]store.Watch, error) {
	return list(ctx, r, "store.WatchesBy", r.m.scanWatch, r.m.watches.by, string(code))
}

// WatchesOver returns watches that have had their last day.
func (r reader) WatchesOver(ctx context.Context, day civil.Date, limit int) ([]store.Watch, error) {
	return list(ctx, r, "store.WatchesOver", r.m.scanWatch, r.m.watches.over, day.String(), int64(limit))
}

// AddWatch adds a watch.
func (t tx) AddWatch(ctx context.Context, w store.Watch) error {
	const op = "store.AddWatch"
	key := t.m.vault.current()
	n, err := t.exec(ctx, op, t.m.watches.add, w.ID, w.Organisation, string(w.Certificate), string(w.Copy),
		t.m.vault.seal(purposeWatch, w.Label), w.By, instant(w.CreatedAt), w.LastDay.String(), key)
	if err == nil && n == 0 {
		err = conflict(op, reasonWatchedAlready)
	}
	return err
}

// UpdateWatch stores certificate, label and last day.
func (t tx) UpdateWatch(ctx context.Context, w store.Watch) error {
	key := t.m.vault.current()
	return t.touch(ctx, "store.UpdateWatch", t.m.watches.update, w.ID, string(w.Certificate),
		t.m.vault.seal(purposeWatch, w.Label), w.LastDay.String(), key)
}

// RemoveWatch removes a watch.
func (t tx) RemoveWatch(ctx context.Context, id string) error {
	return t.touch(ctx, "store.RemoveWatch", t.m.watches.remove, id)
}
