package relational

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type batchStatements struct {
	byID, of, before, parts, standings   string
	add, lock, update, claim, keep, free string
	addPart, finishPart                  string
	remove, removeParts                  string
}

func newBatchStatements(m *Mapping) batchStatements {
	fields, parts := batchFields(), batchPartFields()
	selected := "SELECT " + columns(fields, "") + " FROM batches "
	return batchStatements{
		byID: m.sql(selected + "WHERE id = $1"),
		of: m.sql(selected + "WHERE organisation = $1 AND state <> 'deleting'" +
			" AND ($2 = '' OR (at, id) < (SELECT at, id FROM batches WHERE id = $2)) ORDER BY at DESC, id DESC LIMIT $3"),
		before:    m.sql(selected + "WHERE at < $1 AND state <> 'deleting' ORDER BY at, id LIMIT $2"),
		parts:     m.sql("SELECT " + columns(parts, "") + " FROM batch_parts WHERE batch_id = $1 AND n >= $2 ORDER BY n LIMIT $3"),
		standings: m.sql("SELECT code, certificate_id, state, digests, " + certificateState(m.dialect) + " FROM copies WHERE code " + m.dialect.In("$1")),
		add:       m.sql(insertion("batches", append(fields, "key_number"))),
		lock:      m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		update:    m.sql("UPDATE batches SET " + assignments(append(fields[1:], "key_number")) + " WHERE id = $1"),
		// MATERIALIZED as for copies.
		claim: m.sql("WITH next AS MATERIALIZED (SELECT id FROM batches WHERE state IN ('receiving', 'checking', 'reporting', 'deleting')" +
			" AND (lease_until IS NULL OR lease_until <= $2) ORDER BY at, id LIMIT 1 " + m.dialect.SkipLocked + ")" +
			" UPDATE batches SET lease_owner = $1, lease_until = $3 WHERE id IN (SELECT id FROM next) RETURNING " + columns(fields, "")),
		keep: m.sql("UPDATE batches SET lease_owner = $2, lease_until = $5" +
			" WHERE id = $1 AND state = $3 AND (lease_owner = $2 OR lease_until IS NULL OR lease_until <= $4)"),
		free:    m.sql("UPDATE batches SET lease_owner = '', lease_until = NULL WHERE id = $1 AND lease_owner = $2"),
		addPart: m.sql(insertion("batch_parts", append(append([]string{"id"}, parts...), "key_number"))),
		finishPart: m.sql("UPDATE batch_parts SET results_sealed = $2, items_sealed = $3, key_number = $4" +
			" WHERE id = $1 AND length(results_sealed) = 0"),
		remove:      m.sql("DELETE FROM batches WHERE id = $1"),
		removeParts: m.sql("DELETE FROM batch_parts WHERE batch_id = $1"),
	}
}

// batchFields are a batch's columns in the order of batchRow and scanBatch.
func batchFields() []string {
	return []string{
		"id", "number", "organisation", "account", "kind", "state", "at", "source_sealed",
		"row_count", "done", "counts", "finished_at", "report", "unsealed",
	}
}

// batchPartFields are a part's columns but for its key, in the order of
// scanBatchPart.
func batchPartFields() []string {
	return []string{"batch_id", "n", "blob", "items_sealed", "results_sealed"}
}

// batchRow is a batch with the number of the key its source is sealed under.
func (m *Mapping) batchRow(b store.Batch) ([]any, error) {
	key := m.vault.current()
	source, err := document(b.Source)
	if err != nil {
		return nil, err
	}
	if b.Counts == nil {
		b.Counts = map[string]int{}
	}
	counts, err := document(b.Counts)
	return []any{
		b.ID, b.Number, b.Organisation, b.Account, string(b.Kind), string(b.State), instant(b.At), m.vault.seal(purposeBatch, source),
		int64(b.Rows), int64(b.Done), counts, instant(b.FinishedAt), b.Report, string(b.Unsealed), key,
	}, err
}

func (m *Mapping) scanBatch(rows Rows) (b store.Batch, err error) {
	var source string
	err = rows.Scan(
		&b.ID, &b.Number, &b.Organisation, &b.Account, &b.Kind, &b.State, toInstant{&b.At}, m.vault.opened(purposeBatch, &source),
		&b.Rows, &b.Done, toDocument{&b.Counts}, toInstant{&b.FinishedAt}, &b.Report, &b.Unsealed,
	)
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(source), &b.Source)
}

func (m *Mapping) scanBatchPart(rows Rows) (p store.BatchPart, err error) {
	var items, results string
	err = rows.Scan(&p.Batch, &p.N, &p.Blob, m.vault.opened(purposeBatch, &items), m.vault.opened(purposeBatch, &results))
	if err == nil {
		err = json.Unmarshal([]byte(items), &p.Items)
	}
	if err == nil && results != "" {
		err = json.Unmarshal([]byte(results), &p.Results)
	}
	return p, err
}

// partID is the key of a part.
func partID(p store.BatchPart) string { return fmt.Sprintf("%s/%06d", p.Batch, p.N) }

// Batch returns the batch.
func (r reader) Batch(ctx context.Context, id string) (store.Batch, error) {
	return one(ctx, r, "store.Batch", r.m.scanBatch, r.m.batches.byID, id)
}

// BatchesOf returns an organisation's batches, newest first.
func (r reader) BatchesOf(ctx context.Context, organisation, after string, limit int) ([]store.Batch, error) {
	const op = "store.BatchesOf"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, r.m.scanBatch, r.m.batches.of, organisation, after, int64(limit))
}

// BatchesBefore returns batches made before an instant, oldest first.
func (r reader) BatchesBefore(ctx context.Context, at time.Time, limit int) ([]store.Batch, error) {
	return list(ctx, r, "store.BatchesBefore", r.m.scanBatch, r.m.batches.before, instant(at), int64(limit))
}

// BatchParts returns parts of a batch, in order.
func (r reader) BatchParts(ctx context.Context, batch string, n, limit int) ([]store.BatchPart, error) {
	const op = "store.BatchParts"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, r.m.scanBatchPart, r.m.batches.parts, batch, int64(n), int64(limit))
}

// CopyStandings returns how copies stand.
func (r reader) CopyStandings(ctx context.Context, codes []cert.Code) ([]store.CopyStanding, error) {
	const op = "store.CopyStandings"
	if len(codes) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	keys := make([]string, len(codes))
	for i, code := range codes {
		keys[i] = string(code)
	}
	scan := func(rows Rows) (s store.CopyStanding, err error) {
		err = rows.Scan(&s.Code, &s.Certificate, &s.State, toDocument{&s.Digests}, &s.Holds)
		return s, err
	}
	return list(ctx, r, op, scan, r.m.batches.standings, r.m.dialect.List(keys))
}

// AddBatch adds a batch; an ID or number in use is a Conflict.
func (t tx) AddBatch(ctx context.Context, b store.Batch) error {
	const op = "store.AddBatch"
	row, err := t.m.batchRow(b)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.add(ctx, op, t.m.batches.add, row...)
}

// LockBatch returns the batch, held until the transaction ends.
func (t tx) LockBatch(ctx context.Context, id string) (store.Batch, error) {
	return one(ctx, t.reader, "store.LockBatch", t.m.scanBatch, t.m.batches.lock, id)
}

// UpdateBatch stores every field of a batch that is there.
func (t tx) UpdateBatch(ctx context.Context, b store.Batch) error {
	const op = "store.UpdateBatch"
	row, err := t.m.batchRow(b)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.touch(ctx, op, t.m.batches.update, row...)
}

// ClaimBatch leases the oldest batch that there is work on.
func (t tx) ClaimBatch(ctx context.Context, owner string, now time.Time, lease time.Duration) (store.Batch, error) {
	const op = "store.ClaimBatch"
	if owner == "" || lease <= 0 {
		return store.Batch{}, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	return one(ctx, t.reader, op, t.m.scanBatch, t.m.batches.claim, owner, instant(now), instant(now.Add(lease)))
}

// KeepBatch takes or renews a lease.
func (t tx) KeepBatch(ctx context.Context, owner, id string, in store.BatchState, now time.Time, lease time.Duration) error {
	const op = "store.KeepBatch"
	if owner == "" || lease <= 0 {
		return fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	return t.move(ctx, op, t.m.batches.keep, id, owner, string(in), instant(now), instant(now.Add(lease)))
}

// FreeBatch ends the owner's lease on a batch.
func (t tx) FreeBatch(ctx context.Context, owner, id string) error {
	_, err := t.exec(ctx, "store.FreeBatch", t.m.batches.free, id, owner)
	return err
}

// AddBatchParts adds parts.
func (t tx) AddBatchParts(ctx context.Context, parts []store.BatchPart) error {
	const op = "store.AddBatchParts"
	for _, p := range parts {
		key := t.m.vault.current()
		items, results, err := partTexts(p)
		if err != nil {
			return t.m.Fault(op, err)
		}
		if err := t.add(ctx, op, t.m.batches.addPart, partID(p), p.Batch, int64(p.N), p.Blob,
			t.m.vault.seal(purposeBatch, items), t.m.vault.seal(purposeBatch, results), key); err != nil {
			return err
		}
	}
	return nil
}

// partTexts are a part's items and results as text; no results are "".
func partTexts(p store.BatchPart) (items, results string, err error) {
	if items, err = document(p.Items); err == nil && p.Results != nil {
		results, err = document(p.Results)
	}
	return items, results, err
}

// FinishBatchPart stores the results of a part that has none.
func (t tx) FinishBatchPart(ctx context.Context, p store.BatchPart) error {
	const op = "store.FinishBatchPart"
	key := t.m.vault.current()
	items, results, err := partTexts(p)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.move(ctx, op, t.m.batches.finishPart, partID(p), t.m.vault.seal(purposeBatch, results), t.m.vault.seal(purposeBatch, items), key)
}

// DeleteBatch deletes a batch with all its parts.
func (t tx) DeleteBatch(ctx context.Context, id string) error {
	const op = "store.DeleteBatch"
	if _, err := t.exec(ctx, op, t.m.batches.removeParts, id); err != nil {
		return err
	}
	_, err := t.exec(ctx, op, t.m.batches.remove, id)
	return err
}
