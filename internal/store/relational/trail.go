package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type trailStatements struct {
	latest, record, records      string
	head, links                  string
	turn, waiting, chained       string
	countUnchained, first, stray string
}

func newTrailStatements(m *Mapping) trailStatements {
	selected := "SELECT sequence, " + columns(entryFields(), "") + " FROM audit_trail "
	// What somebody took away before it was linked is left to Unchained to
	// find. A subquery rather than a join, because few records wait and an
	// engine that does not know may read the whole trail to join them.
	const there = "(SELECT t.sequence FROM audit_trail t WHERE t.sequence = w.sequence)"
	const unchained = " FROM audit_trail t WHERE t.at < $1 AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.sequence = t.sequence)"
	return trailStatements{
		latest:  m.sql(selected + "ORDER BY sequence DESC LIMIT $1"),
		record:  m.sql("INSERT INTO audit_trail (" + columns(entryFields(), "") + ") VALUES (" + placeholders(len(entryFields())) + ")"),
		records: m.sql(selected + "WHERE sequence " + m.dialect.In("$1")),

		head:    m.sql("SELECT position, sequence, hash FROM audit_chain ORDER BY position DESC LIMIT 1"),
		links:   m.sql("SELECT position, sequence, hash FROM audit_chain WHERE position > $1 ORDER BY position LIMIT $2"),
		turn:    m.sql("SELECT id FROM audit_turn WHERE id = 1 " + m.dialect.SkipLocked),
		waiting: m.sql("SELECT w.sequence FROM audit_waiting w WHERE " + there + " IS NOT NULL ORDER BY w.sequence LIMIT $1"),
		chained: m.sql("DELETE FROM audit_waiting WHERE sequence " + m.dialect.In("$1")),

		countUnchained: m.sql("SELECT COUNT(*)" + unchained),
		first:          m.sql("SELECT t.sequence" + unchained + " ORDER BY t.sequence LIMIT 1"),
		stray:          m.sql("SELECT w.sequence FROM audit_waiting w WHERE " + there + " IS NULL LIMIT 1"),
	}
}

func entryFields() []string {
	return []string{"at", "actor", "actor_role", "authority", "action", "subject", "state_before", "state_after", "reason", "origin", "detail"}
}

func scanRecord(rows Rows) (r audit.Record, err error) {
	err = rows.Scan(&r.Sequence, toInstant{&r.At}, &r.Actor, &r.ActorRole, &r.Authority, &r.Action, &r.Subject,
		&r.Before, &r.After, &r.Reason, &r.Origin, &r.Detail)
	return r, err
}

func scanLink(rows Rows) (l audit.Link, err error) {
	var hash []byte
	err = rows.Scan(&l.Position, &l.Sequence, &hash)
	copy(l.Hash[:], hash)
	return l, err
}

// Trail returns the latest audit entries, newest first.
func (r reader) Trail(ctx context.Context, limit int) ([]audit.Entry, error) {
	return list(ctx, r, "store.Trail", func(rows Rows) (audit.Entry, error) {
		record, err := scanRecord(rows)
		return record.Entry, err
	}, r.m.trail.latest, int64(max(0, limit)))
}

// Record adds a line to the audit trail, completed from the context.
func (t tx) Record(ctx context.Context, e audit.Entry) error {
	e = audit.Completed(ctx, e)
	_, err := t.exec(ctx, "store.Record", t.m.trail.record, instant(e.At), e.Actor, e.ActorRole, e.Authority, e.Action, e.Subject,
		e.Before, e.After, e.Reason, e.Origin, e.Detail)
	return err
}

// TrailRecords returns the records with the sequences.
func (r reader) TrailRecords(ctx context.Context, sequences []int64) ([]audit.Record, error) {
	const op = "store.TrailRecords"
	if err := within(op, len(sequences)); err != nil || len(sequences) == 0 {
		return nil, err
	}
	return list(ctx, r, op, scanRecord, r.m.trail.records, r.m.dialect.Numbers(sequences))
}

// TrailHead returns the end of the chain.
func (r reader) TrailHead(ctx context.Context) (audit.Head, error) {
	last, err := one(ctx, r, "store.TrailHead", scanLink, r.m.trail.head)
	if fault.Is(err, fault.NotFound) {
		return audit.Head{}, nil
	}
	return last.Head(), err
}

// TrailLinks returns the links after a position.
func (r reader) TrailLinks(ctx context.Context, after int64, limit int) ([]audit.Link, error) {
	const op = "store.TrailLinks"
	if err := within(op, limit); err != nil {
		return nil, err
	}
	return list(ctx, r, op, scanLink, r.m.trail.links, after, int64(max(0, limit)))
}

// TrailWaits reports whether records wait to be linked.
func (r reader) TrailWaits(ctx context.Context) (bool, error) {
	found, err := list(ctx, r, "store.TrailWaits", scanner[int64], r.m.trail.waiting, int64(1))
	return len(found) > 0, err
}

// Unchained looks for records that no link stands for.
func (r reader) Unchained(ctx context.Context, before time.Time) (u store.Unchained, err error) {
	const op = "store.Unchained"
	if u.Waiting, err = one(ctx, r, op, scanner[int], r.m.trail.countUnchained, instant(before)); err != nil {
		return u, err
	}
	for _, found := range []struct {
		sequence  *int64
		statement string
		args      []any
	}{{&u.First, r.m.trail.first, []any{instant(before)}}, {&u.Gone, r.m.trail.stray, nil}} {
		sequences, err := list(ctx, r, op, scanner[int64], found.statement, found.args...)
		if err != nil {
			return u, err
		}
		if len(sequences) > 0 {
			*found.sequence = sequences[0]
		}
	}
	return u, nil
}

// within refuses a list longer than ListLimit.
func within(op string, n int) error {
	if n > store.ListLimit {
		return fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return nil
}
