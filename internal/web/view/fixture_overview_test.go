package view_test

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// columns makes a day's hours or a month's days, busy as offices' days are.
func columns(n int, column func(i int) view.ChartColumn) (all []view.ChartColumn) {
	for i := range n {
		all = append(all, column(i))
	}
	return all
}

func busyHours(made int) view.Chart {
	busy := []int{0, 0, 1, 0, 0, 2, 9, 31, 118, 264, 251, 143, 96, 187, 242, 203, 151, 88, 61, 74, 55, 23, 8, 2}
	first := at("2026-11-21T10:00:00+08:00")
	return view.Chart{Key: "hours", HasLine: true, Columns: columns(24, func(i int) view.ChartColumn {
		from := first.Add(time.Duration(i) * time.Hour)
		hour := from.In(civil.Shanghai()).Hour()
		c := view.ChartColumn{At: from, Bar: busy[hour], Line: busy[hour] * made / 100}
		if hour%6 == 0 {
			c.Tick = from.In(civil.Shanghai()).Format("15:04")
		}
		return c
	})}
}

func daily(key string, first string, n, every int, numbers ...int) view.Chart {
	return view.Chart{Key: key, Columns: columns(n, func(i int) view.ChartColumn {
		c := view.ChartColumn{On: day(first).AddDays(i), Bar: numbers[i%len(numbers)]}
		if (n-1-i)%every == 0 {
			c.Tick = c.On.Start().In(civil.Shanghai()).Format("1-2")
		}
		return c
	})}
}

func overviewPages() map[string]view.Page {
	full := view.Overview{
		Desk: desk("officer", "overview"), At: at("2026-11-22T09:14:05+08:00"),
		Hours: busyHours(98), Days: daily("days", "2026-10-24", 30, 7, 1240, 880, 2010, 2244, 1975, 2130, 1822, 1301),
		Expiring: daily("expiring", "2026-11-22", 7, 2, 120, 43, 0, 260, 211, 187, 96),
		Applied:  2009, Made: 1968, Median: 800 * time.Millisecond, Slowest: 2500 * time.Millisecond,
		Waiting: view.WaitingCopies{Copies: 41, Oldest: at("2026-11-22T08:52:40+08:00"), Why: "seal_frozen"},
		Failures: []view.CopyFailure{
			{Reason: "text_unrenderable", Copies: 12, First: at("2026-11-02T08:52:40+08:00"), Latest: at("2026-11-21T16:31:00+08:00")},
			{Reason: "seal_refuses", Copies: 3, First: at("2026-11-20T08:52:40+08:00"), Latest: at("2026-11-20T09:12:00+08:00")},
			{Reason: "certificate_changed", Copies: 1, First: at("2026-11-19T08:52:40+08:00"), Latest: at("2026-11-19T08:52:40+08:00"), Final: true},
		},
		MayRetry: true, SeesDeliveries: true,
		Due: view.Due{
			Proposals: 3, Oldest: at("2026-11-20T15:02:00+08:00"), SeesSeals: true, SeesTrail: true,
			Requests: 2, DueOn: day("2026-11-24"), Answers: true,
			Seals: []view.EndingSeal{{ID: "demo-seal-1", Until: at("2027-01-12T08:00:00+08:00")}, {ID: "k3v9", Until: at("2026-11-12T08:00:00+08:00"), Over: true}},
		},
		Deliveries: []view.Delivery{
			{ID: "d1", Number: "2026-117", FileName: "constructors-2026.xlsx", At: at("2026-11-22T08:40:00+08:00"), State: store.DeliveryChecking, Rows: 86412, Refused: 12},
			{ID: "d2", Number: "2026-116", FileName: "reissued.csv", At: at("2026-11-21T08:40:00+08:00"), State: store.DeliverySubmitted, Rows: 42},
		},
	}
	retried, refused, stuck := full, full, full
	retried.Retried = &view.Retried{Again: 9, More: true}
	for _, reason := range view.KeptReasons() {
		retried.Retried.Kept = append(retried.Retried.Kept, view.KeptCopies{Reason: reason, Copies: 1})
	}
	retried.Waiting = view.WaitingCopies{Copies: 9, Oldest: at("2026-11-22T09:14:00+08:00")}
	retried.Due.DueOn, retried.Due.Overdue = day("2026-11-20"), true
	refused.Problems = view.Problems{{Reason: "failure_final"}}
	quiet := view.Overview{
		Desk: desk("auditor", "overview"), At: full.At, Hours: busyHours(0), Days: daily("days", "2026-10-24", 30, 7, 0),
		Expiring: daily("expiring", "2026-11-22", 7, 2, 0), SeesDeliveries: true, Due: view.Due{SeesSeals: true, SeesTrail: true, Answers: true},
	}
	for i := range quiet.Hours.Columns {
		quiet.Hours.Columns[i].Bar, quiet.Hours.Columns[i].Line = 0, 0
	}
	stuck.Desk, stuck.MayRetry, stuck.SeesDeliveries, stuck.Deliveries = desk("custodian", "overview"), false, false, nil
	stuck.Waiting = view.WaitingCopies{Copies: 10_000, More: true, Oldest: full.Waiting.Oldest, Why: "clock_behind"}
	stuck.Due.SeesTrail, stuck.Due.Proposals, stuck.Due.Seals, stuck.Due.TrailSince = true, 0, nil, at("2026-11-22T08:00:00+08:00")
	stuck.Due.TSAs = []view.TSA{{Name: "tsa.example", Reason: "tsa_timeout", Since: at("2026-11-22T08:00:00+08:00")}, {Name: "tsa2.example:8443"}}
	stuck.Due.Raising = view.Raising{Copies: 1240, Since: at("2026-11-22T08:00:00+08:00"), Why: "timestamp"}
	stuck.Median, stuck.Slowest = 5*time.Minute, 3*time.Hour
	return map[string]view.Page{
		"overview": full, "overview-retried": retried, "overview-refused": refused, "overview-empty": quiet, "overview-stuck": stuck,
	}
}
