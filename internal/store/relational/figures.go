package relational

import (
	"context"
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type figureStatements struct {
	count, forget, counts                  string
	pending, oldestPending                 string
	failures, failed                       string
	deliveries, oldestProposal, waitsSince string
}

func newFigureStatements(m *Mapping) figureStatements {
	selected := "SELECT " + columns(copyFields(), "") + " FROM copies WHERE authority = $1 AND state = "
	return figureStatements{
		count: m.sql("INSERT INTO copy_counts (authority, kind, period, within, slot, copies) VALUES ($1, $2, $3, $4, $5, $6)" +
			" ON CONFLICT (authority, kind, period, within, slot) DO UPDATE SET copies = copy_counts.copies + excluded.copies"),
		forget: m.sql("DELETE FROM copy_counts WHERE kind = $1 AND period < $2"),
		// PostgreSQL gives the sum of integers as a number without a size.
		counts: m.sql("SELECT period, within, CAST(SUM(copies) AS BIGINT) FROM copy_counts" +
			" WHERE authority = $1 AND kind = $2 AND period >= $3 AND period <= $4 GROUP BY period, within ORDER BY period, within"),

		pending:       m.sql(fmt.Sprintf("SELECT COUNT(*) FROM (SELECT code FROM copies WHERE authority = $1 AND state = '%s' LIMIT $2) AS waiting", cert.Pending)),
		oldestPending: m.sql(fmt.Sprintf("%s'%s' ORDER BY requested_at, code LIMIT 1", selected, cert.Pending)),
		failures: m.sql(fmt.Sprintf("SELECT fail_reason, COUNT(*), MIN(requested_at), MAX(requested_at) FROM (SELECT fail_reason, requested_at FROM copies"+
			" WHERE authority = $1 AND state = '%s' AND requested_at >= $2 ORDER BY requested_at DESC LIMIT $3) AS latest"+
			" GROUP BY fail_reason ORDER BY COUNT(*) DESC, fail_reason", cert.Failed)),
		failed: m.sql(fmt.Sprintf("%s'%s' AND requested_at >= $2 AND fail_reason = $3 ORDER BY requested_at DESC, code DESC LIMIT $4", selected, cert.Failed)),

		deliveries: m.sql("SELECT " + columns(deliveryFields(), "") + " FROM deliveries WHERE authority = $1 AND" +
			" state IN ('receiving', 'checking', 'checked', 'submitted', 'releasing', 'stopped', 'undoing')" +
			" UNION ALL SELECT " + columns(deliveryFields(), "") + " FROM deliveries WHERE authority = $1 AND" +
			" state = 'released' AND visible_from IS NOT NULL AND visible_from > $2 ORDER BY at DESC, id DESC LIMIT $3"),
		oldestProposal: m.sql(fmt.Sprintf("SELECT proposed_at FROM proposals WHERE authority = $1 AND state = '%s' ORDER BY proposed_at LIMIT 1", store.ProposalOpen)),
		waitsSince:     m.sql("SELECT at FROM audit_trail WHERE sequence = (SELECT MIN(sequence) FROM audit_waiting)"),
	}
}

// Figures returns the statements behind an office's figures.
func (m *Mapping) Figures() []string {
	f := m.figures
	return []string{f.forget, f.counts, f.pending, f.oldestPending, f.failures, f.failed, f.deliveries, f.oldestProposal, f.waitsSince}
}

type periodCount struct{ period, within, copies int64 }

func scanPeriodCount(rows Rows) (c periodCount, err error) {
	err = rows.Scan(&c.period, &c.within, &c.copies)
	return c, err
}

func (r reader) byHour(ctx context.Context, op, authority string, kind countKind, from time.Time) ([]store.HourCount, error) {
	const noEnd = 1 << 40
	found, err := list(ctx, r, op, scanPeriodCount, r.m.figures.counts, authority, string(kind), hour(from), int64(noEnd))
	var hours []store.HourCount
	for _, c := range found {
		hours = append(hours, store.HourCount{
			Hour: hourOf(c.period), Copies: int(c.copies), Within: time.Duration(c.within) * time.Millisecond,
		})
	}
	return hours, err
}

// AppliedByHour returns what was applied for.
func (r reader) AppliedByHour(ctx context.Context, authority string, from time.Time) ([]store.HourCount, error) {
	return r.byHour(ctx, "store.AppliedByHour", authority, appliedCount, from)
}

// MadeByHour returns what became ready, by how long it took.
func (r reader) MadeByHour(ctx context.Context, authority string, from time.Time) ([]store.HourCount, error) {
	return r.byHour(ctx, "store.MadeByHour", authority, madeCount, from)
}

// ExpiringByDay returns what runs out.
func (r reader) ExpiringByDay(ctx context.Context, authority string, from, to civil.Date) ([]store.DayCount, error) {
	found, err := list(ctx, r, "store.ExpiringByDay", scanPeriodCount, r.m.figures.counts,
		authority, string(expiringCount), dayNumber(from), dayNumber(to))
	var days []store.DayCount
	for _, c := range found {
		if c.copies > 0 {
			days = append(days, store.DayCount{On: dayOf(c.period), Copies: int(c.copies)})
		}
	}
	return days, err
}

// PendingOf counts an authority's pending copies, up to a limit.
func (r reader) PendingOf(ctx context.Context, authority string, limit int) (int, error) {
	return one(ctx, r, "store.PendingOf", scanner[int], r.m.figures.pending, authority, int64(limit))
}

// OldestPending returns the pending copy that was applied for first.
func (r reader) OldestPending(ctx context.Context, authority string) (cert.Copy, error) {
	return one(ctx, r, "store.OldestPending", scanCopy, r.m.figures.oldestPending, authority)
}

// FailuresOf counts an authority's failed copies by reason.
func (r reader) FailuresOf(ctx context.Context, authority string, since time.Time, limit int) ([]store.FailureCount, error) {
	return list(ctx, r, "store.FailuresOf", func(rows Rows) (f store.FailureCount, err error) {
		err = rows.Scan(&f.Reason, &f.Copies, toInstant{&f.First}, toInstant{&f.Latest})
		return f, err
	}, r.m.figures.failures, authority, instant(since), int64(limit))
}

// FailedCopies returns the latest copies that failed for a reason.
func (r reader) FailedCopies(ctx context.Context, authority, reason string, since time.Time, limit int) ([]cert.Copy, error) {
	const op = "store.FailedCopies"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanCopy, r.m.figures.failed, authority, instant(since), reason, int64(limit))
}

// OpenDeliveries returns an authority's deliveries that are in work.
func (r reader) OpenDeliveries(ctx context.Context, authority string, now time.Time, limit int) ([]store.Delivery, error) {
	const op = "store.OpenDeliveries"
	if limit < 1 || limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	return list(ctx, r, op, scanDelivery, r.m.figures.deliveries, authority, instant(now), int64(limit))
}

// OldestOpenProposal returns when the open proposal that waits longest was made.
func (r reader) OldestOpenProposal(ctx context.Context, authority string) (time.Time, error) {
	return r.firstInstant(ctx, "store.OldestOpenProposal", r.m.figures.oldestProposal, authority)
}

// TrailWaitsSince returns when the first unlinked record was written.
func (r reader) TrailWaitsSince(ctx context.Context) (time.Time, error) {
	return r.firstInstant(ctx, "store.TrailWaitsSince", r.m.figures.waitsSince)
}

// firstInstant reads one instant, the zero time where there is no row.
func (r reader) firstInstant(ctx context.Context, op, statement string, args ...any) (time.Time, error) {
	found, err := list(ctx, r, op, scanInstant, statement, args...)
	if err != nil || len(found) == 0 {
		return time.Time{}, err
	}
	return found[0], nil
}

func scanInstant(rows Rows) (t time.Time, err error) {
	err = rows.Scan(toInstant{&t})
	return t, err
}
