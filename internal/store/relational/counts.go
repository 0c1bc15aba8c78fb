package relational

import (
	"context"
	"hash/fnv"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

// slots is in how many rows that which many transactions count at once is
// counted, so that they seldom wait for one another.
const slots = 16

// slotOf spreads counting by the copy it is for.
func slotOf(code cert.Code) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(code)) // never fails (hash.Hash)
	return int64(h.Sum32() % slots)
}

// countKind is what copy_counts counts.
type countKind string

const (
	appliedCount  countKind = "applied"
	madeCount     countKind = "made"
	expiringCount countKind = "expiring"
)

// counted is what of a copy its counts go by.
type counted struct {
	authority   string
	requestedAt time.Time
	validUntil  string // civil date; "" where it does not run out
}

func scanCounted(rows Rows) (c counted, err error) {
	var until *string
	err = rows.Scan(&c.authority, toInstant{&c.requestedAt}, &until)
	if until != nil {
		c.validUntil = *until
	}
	return c, err
}

// moveCounted is move for a statement that returns what is counted.
func (t tx) moveCounted(ctx context.Context, op, statement string, args ...any) (counted, error) {
	moved, err := list(ctx, t.reader, op, scanCounted, statement, args...)
	if err == nil && len(moved) == 0 {
		err = conflict(op, reasonMovedOn)
	}
	if err != nil {
		return counted{}, err
	}
	return moved[0], nil
}

func (t tx) count(ctx context.Context, op, authority string, kind countKind, period, within int64, code cert.Code, by int) error {
	_, err := t.exec(ctx, op, t.m.figures.count, authority, string(kind), period, within, slotOf(code), int64(by))
	return err
}

func (t tx) countApplied(ctx context.Context, op string, c cert.Copy) error {
	return t.count(ctx, op, c.Snapshot.Authority, appliedCount, hour(c.RequestedAt), 0, c.Code, 1)
}

// countMade counts a copy that became ready: what was made, and what runs out.
func (t tx) countMade(ctx context.Context, op string, code cert.Code, c counted, at time.Time) error {
	within := roundUp(at.Sub(c.requestedAt)).Milliseconds()
	if err := t.count(ctx, op, c.authority, madeCount, hour(at), within, code, 1); err != nil {
		return err
	}
	return t.countExpiring(ctx, op, code, c, 1)
}

func (t tx) countExpiring(ctx context.Context, op string, code cert.Code, c counted, by int) error {
	if c.validUntil == "" {
		return nil
	}
	last, err := civil.Parse(c.validUntil)
	if err != nil {
		return t.m.Fault(op, err)
	}
	return t.count(ctx, op, c.authority, expiringCount, dayNumber(last), 0, code, by)
}

// forgetCounts removes what no horizon reaches any more.
func (t tx) forgetCounts(ctx context.Context, op string, now time.Time) error {
	first := hour(now.Add(-store.CountHorizon))
	for kind, period := range map[countKind]int64{appliedCount: first, madeCount: first, expiringCount: dayNumber(civil.Of(now))} {
		if _, err := t.exec(ctx, op, t.m.figures.forget, string(kind), period); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, op, t.m.organisations.forget, dayNumber(civil.Of(now.Add(-store.CountHorizon))))
	return err
}

// hour numbers the hours since 1970 in UTC; those of Beijing begin with them.
func hour(t time.Time) int64 { return t.Unix() / 3600 }

func hourOf(n int64) time.Time { return time.Unix(n*3600, 0).UTC() }

// dayNumber numbers the days since 1970-01-01.
func dayNumber(d civil.Date) int64 { return int64(d.Sub(epoch())) }

func dayOf(n int64) civil.Date { return epoch().AddDays(int(n)) }

func epoch() civil.Date { return civil.Date{Year: 1970, Month: time.January, Day: 1} }

// roundUp gives the next of 10, 12, 15, 20, 25, 30, 40, 50, 60 and 80 times a
// power of ten milliseconds, so that a day's copies have few different times.
func roundUp(d time.Duration) time.Duration {
	for unit := int64(1); ; unit *= 10 {
		for _, step := range []int64{10, 12, 15, 20, 25, 30, 40, 50, 60, 80} {
			if next := time.Duration(step*unit) * time.Millisecond; d <= next {
				return next
			}
		}
	}
}
