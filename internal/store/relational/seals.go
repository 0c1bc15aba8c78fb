package relational

import (
	"context"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

type sealStatements struct {
	all, byID, add, lock, hold, update string
	counts, usesFor, count             string
}

func newSealStatements(m *Mapping) sealStatements {
	selected := "SELECT " + columns(sealFields(), "") + " FROM seals "
	return sealStatements{
		all:    m.sql(selected + "ORDER BY created_at, id"),
		byID:   m.sql(selected + "WHERE id = $1"),
		add:    m.sql(insertion("seals", sealFields())),
		lock:   m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		hold:   m.sql(selected + "WHERE id = $1 " + m.dialect.Hold),
		update: m.sql("UPDATE seals SET " + assignments([]string{"chain", "scope", "budget", "state", "sealing_from", "compromised_at", "level", "electronic"}) + " WHERE id = $1"),
		// PostgreSQL gives the sum of integers as a number without a size.
		counts: m.sql("SELECT seal_id, CAST(SUM(CASE WHEN day = $1 THEN uses ELSE 0 END) AS BIGINT), CAST(SUM(uses) AS BIGINT)" +
			" FROM seal_uses GROUP BY seal_id"),
		usesFor: m.sql("SELECT CAST(COALESCE(SUM(uses), 0) AS BIGINT) FROM seal_uses WHERE seal_id = $1 AND delivery = $2"),
		count: m.sql("INSERT INTO seal_uses (seal_id, delivery, day, slot, uses) VALUES ($1, $2, $3, $4, $5)" +
			" ON CONFLICT (seal_id, delivery, day, slot) DO UPDATE SET uses = seal_uses.uses + excluded.uses"),
	}
}

// sealFields are a seal's columns in the order of AddSeal and scanSeal.
func sealFields() []string {
	return []string{"id", "authority", "algorithm", "wrapped_key", "device_key", "request", "chain", "scope", "budget", "state", "created_at",
		"sealing_from", "compromised_at", "level", "form", "electronic"}
}

func scanSeal(rows Rows) (s store.Seal, err error) {
	err = rows.Scan(&s.ID, &s.Authority, &s.Algorithm, &s.WrappedKey, &s.DeviceKey, &s.Request, toDocument{&s.Chain}, toDocument{&s.Scope},
		&s.Budget, &s.State, toInstant{&s.CreatedAt}, toDate{&s.From}, toInstant{&s.CompromisedAt}, &s.Level, &s.Form, &s.Electronic)
	return s, err
}

// Seals returns every seal, oldest first.
func (r reader) Seals(ctx context.Context) ([]store.Seal, error) {
	return list(ctx, r, "store.Seals", scanSeal, r.m.seals.all)
}

// Seal returns the seal.
func (r reader) Seal(ctx context.Context, id string) (store.Seal, error) {
	return one(ctx, r, "store.Seal", scanSeal, r.m.seals.byID, id)
}

// SealCounts returns how often each seal was used.
func (r reader) SealCounts(ctx context.Context, day civil.Date) (map[string]store.SealCount, error) {
	type counted struct {
		seal string
		store.SealCount
	}
	found, err := list(ctx, r, "store.SealCounts", func(rows Rows) (c counted, err error) {
		err = rows.Scan(&c.seal, &c.OnDay, &c.Total)
		return c, err
	}, r.m.seals.counts, day.String())
	counts := make(map[string]store.SealCount, len(found))
	for _, c := range found {
		counts[c.seal] = c.SealCount
	}
	return counts, err
}

// SealUsesFor returns how often a seal was used for a delivery.
func (r reader) SealUsesFor(ctx context.Context, id, delivery string) (int, error) {
	return one(ctx, r, "store.SealUsesFor", scanner[int], r.m.seals.usesFor, id, delivery)
}

// AddSeal adds a seal; an ID in use is a Conflict.
func (t tx) AddSeal(ctx context.Context, s store.Seal) error {
	const op = "store.AddSeal"
	chain, scope, err := sealDocuments(s)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.add(ctx, op, t.m.seals.add, s.ID, s.Authority, s.Algorithm, notNull(s.WrappedKey), s.DeviceKey, notNull(s.Request), chain, scope,
		int64(s.Budget), string(s.State), instant(s.CreatedAt), s.From.String(), instant(s.CompromisedAt), s.Level, s.Form, notNull(s.Electronic))
}

// notNull keeps nil from becoming NULL.
func notNull(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func sealDocuments(s store.Seal) (chain, scope string, err error) {
	if chain, err = document(s.Chain); err != nil {
		return "", "", err
	}
	scope, err = document(s.Scope)
	return chain, scope, err
}

// LockSeal returns the seal, held until the transaction ends.
func (t tx) LockSeal(ctx context.Context, id string) (store.Seal, error) {
	return one(ctx, t.reader, "store.LockSeal", scanSeal, t.m.seals.lock, id)
}

// HoldSeal returns the seal, which nobody changes until the transaction ends.
func (t tx) HoldSeal(ctx context.Context, id string) (store.Seal, error) {
	return one(ctx, t.reader, "store.HoldSeal", scanSeal, t.m.seals.hold, id)
}

// UpdateSeal stores what of a seal changes.
func (t tx) UpdateSeal(ctx context.Context, s store.Seal) error {
	const op = "store.UpdateSeal"
	chain, scope, err := sealDocuments(s)
	if err != nil {
		return t.m.Fault(op, err)
	}
	n, err := t.exec(ctx, op, t.m.seals.update, s.ID, chain, scope, int64(s.Budget), string(s.State),
		s.From.String(), instant(s.CompromisedAt), s.Level, notNull(s.Electronic))
	if err == nil && n == 0 {
		err = notFound(op)
	}
	return err
}

// CountSealUse adds to the count of a seal's uses.
func (t tx) CountSealUse(ctx context.Context, u store.SealUse) error {
	_, err := t.exec(ctx, "store.CountSealUse", t.m.seals.count, u.Seal, u.Delivery, u.Day.String(), slotOf(u.Copy), int64(u.Times))
	return err
}
