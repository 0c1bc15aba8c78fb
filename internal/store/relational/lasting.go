package relational

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type lastingStatements struct {
	of, raising, oldest, renewable     string
	add, claim, claimOne               string
	deferred, finish, release, replace string
}

func newLastingStatements(m *Mapping) lastingStatements {
	fields := lastingFields()
	selected := "SELECT " + columns(fields, "l.") + " FROM lasting_copies l "
	copied := "JOIN copies c ON c.code = l.code "
	free := "(lease_until IS NULL OR lease_until <= $2)"
	leased := "UPDATE lasting_copies SET lease_owner = $1, lease_until = $3 WHERE code "
	waiting := copied + "WHERE l.wanted <> '' AND ($1 = '' OR c.authority = $1)"
	return lastingStatements{
		of:      m.sql(selected + "WHERE l.code " + m.dialect.In("$1")),
		raising: m.sql("SELECT COUNT(*) FROM (SELECT l.code FROM lasting_copies l " + waiting + " LIMIT $2) AS waiting"),
		oldest:  m.sql("SELECT l.since, l.reason FROM lasting_copies l " + waiting + " ORDER BY l.since, l.code LIMIT 1"),
		renewable: m.sql(selected + copied + fmt.Sprintf("WHERE l.code > $1 AND c.state = '%s'", cert.Ready) +
			" AND (c.valid_until IS NULL OR c.valid_until = '' OR c.valid_until >= $2) AND (l.level = '' OR l.ends_at < $3" +
			" OR l.algorithm " + m.dialect.In("$4") + " OR l.level " + m.dialect.In("$5") + ") ORDER BY l.code LIMIT $6"),
		add: m.sql(insertion("lasting_copies", fields)),
		// MATERIALIZED as for copies.
		claim: m.sql("WITH next AS MATERIALIZED (SELECT code FROM lasting_copies WHERE wanted <> '' AND " + free +
			" ORDER BY since, code LIMIT $4 " + m.dialect.SkipLocked + ") " + leased +
			"IN (SELECT code FROM next) RETURNING " + columns(fields, "")),
		claimOne: m.sql(leased + "= $4 AND " + free + " RETURNING " + columns(fields, "")),
		deferred: m.sql("UPDATE lasting_copies SET lease_owner = '', lease_until = $3, reason = $4 WHERE code = $1 AND lease_owner = $2"),
		finish: m.sql("UPDATE lasting_copies SET " + assignments(fields[1:]) + ", lease_owner = '', lease_until = NULL" +
			" WHERE code = $1 AND lease_owner = " + placeholder(len(fields)+1)),
		release: m.sql("UPDATE lasting_copies SET lease_owner = '', lease_until = NULL WHERE lease_owner = $1 AND lease_owner <> ''"),
		replace: m.sql(fmt.Sprintf("UPDATE copies SET blob = $3, digests = $4 WHERE code = $1 AND blob = $2 AND state = '%s'", cert.Ready)),
	}
}

// lastingFields are the columns in the order of lastingRow and scanLasting.
func lastingFields() []string {
	return []string{"code", "level", "wanted", "since", "ends_at", "algorithm", "reason"}
}

func lastingRow(l store.Lasting) []any {
	return []any{string(l.Code), l.Level, l.Wanted, instant(l.Since), instant(l.Ends), l.Algorithm, string(l.Reason)}
}

func scanLasting(rows Rows) (l store.Lasting, err error) {
	err = rows.Scan(&l.Code, &l.Level, &l.Wanted, toInstant{&l.Since}, toInstant{&l.Ends}, &l.Algorithm, &l.Reason)
	return l, err
}

// LastingOf returns what is known of copies.
func (r reader) LastingOf(ctx context.Context, codes []cert.Code) ([]store.Lasting, error) {
	const op = "store.LastingOf"
	if len(codes) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	if len(codes) == 0 {
		return nil, nil
	}
	keys := make([]string, len(codes))
	for i, code := range codes {
		keys[i] = string(code)
	}
	return list(ctx, r, op, scanLasting, r.m.lasting.of, r.m.dialect.List(keys))
}

// Raising counts what waits to be raised.
func (r reader) Raising(ctx context.Context, authority string, limit int) (store.Raising, error) {
	const op = "store.Raising"
	n, err := one(ctx, r, op, scanner[int], r.m.lasting.raising, authority, int64(limit))
	if err != nil || n == 0 {
		return store.Raising{}, err
	}
	found, err := one(ctx, r, op, func(rows Rows) (w store.Raising, err error) {
		err = rows.Scan(toInstant{&w.Since}, &w.Reason)
		return w, err
	}, r.m.lasting.oldest, authority)
	found.Copies = n
	return found, err
}

// RenewableCopies returns copies that are due, by code.
func (r reader) RenewableCopies(ctx context.Context, due store.Renewable, after cert.Code, limit int) ([]store.Lasting, error) {
	const op = "store.RenewableCopies"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanLasting, r.m.lasting.renewable, string(after), due.Today.String(), instant(due.Before),
		r.m.dialect.List(due.Algorithms), r.m.dialect.List(due.Levels), int64(limit))
}

// AddLasting adds the row of a copy.
func (t tx) AddLasting(ctx context.Context, l store.Lasting) error {
	return t.add(ctx, "store.AddLasting", t.m.lasting.add, lastingRow(l)...)
}

// ClaimRaising leases copies that wait to be raised, longest first.
func (t tx) ClaimRaising(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]store.Lasting, error) {
	const op = "store.ClaimRaising"
	if owner == "" || lease <= 0 {
		return nil, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	claimed, err := list(ctx, t.reader, op, scanLasting, t.m.lasting.claim, owner, instant(now), instant(now.Add(lease)), int64(limit))
	// Neither engine promises an order for RETURNING.
	slices.SortFunc(claimed, func(a, b store.Lasting) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Code, b.Code))
	})
	return claimed, err
}

// ClaimLasting leases one copy.
func (t tx) ClaimLasting(ctx context.Context, owner string, code cert.Code, now time.Time, lease time.Duration) (store.Lasting, error) {
	const op = "store.ClaimLasting"
	if owner == "" || lease <= 0 {
		return store.Lasting{}, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	return one(ctx, t.reader, op, scanLasting, t.m.lasting.claimOne, owner, instant(now), instant(now.Add(lease)), string(code))
}

// DeferLasting gives up the owner's lease until a time.
func (t tx) DeferLasting(ctx context.Context, owner string, code cert.Code, until time.Time, why fault.Reason) error {
	return t.ours(ctx, "store.DeferLasting", owner, t.m.lasting.deferred, string(code), owner, instant(until), string(why))
}

// FinishLasting stores the row and gives up the owner's lease.
func (t tx) FinishLasting(ctx context.Context, owner string, l store.Lasting) error {
	return t.ours(ctx, "store.FinishLasting", owner, t.m.lasting.finish, append(lastingRow(l), owner)...)
}

// ours changes a row that owner has a lease on.
func (t tx) ours(ctx context.Context, op, owner, statement string, args ...any) error {
	if owner == "" {
		return conflict(op, reasonMovedOn)
	}
	return t.move(ctx, op, statement, args...)
}

// ReleaseLasting gives up the owner's leases.
func (t tx) ReleaseLasting(ctx context.Context, owner string) error {
	_, err := t.exec(ctx, "store.ReleaseLasting", t.m.lasting.release, owner)
	return err
}

// ReplaceFile has a ready copy show another file.
func (t tx) ReplaceFile(ctx context.Context, c cert.Copy, from string) error {
	const op = "store.ReplaceFile"
	digests, err := document(c.Digests)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.move(ctx, op, t.m.lasting.replace, string(c.Code), from, c.Blob, digests)
}
