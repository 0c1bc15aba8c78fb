package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/overview"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Overview (总览) is where staff begin: how their authority stands.
type Overview struct {
	*Office
	Figures *overview.Service
}

const (
	overviewPath = "/console"
	failuresPath = overviewPath + "/failures"
)

// Entry implements Listed.
func (d *Overview) Entry() Entry { return Entry{"overview", overviewPath, signin.SeeOverview} }

// Routes implements Desk.
func (d *Overview) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + overviewPath: {signin.SeeOverview, d.show},
		// The form leads back to the overview when it comes too late.
		"GET " + failuresPath:  {signin.SeeOverview, d.toOverview},
		"POST " + failuresPath: {signin.RetryCopies, d.retry},
	})
}

func (d *Overview) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	page.Retried = retriedOf(d.TakeOnce(w, r, overviewPath, retriedOnce))
	return d.Page(w, r, http.StatusOK, page)
}

// page is how the reader's authority stands, as far as the reader's duties
// reach.
func (d *Overview) page(r *http.Request) (view.Overview, error) {
	o, err := d.Figures.Of(r.Context(), Staff(r).Authority)
	if err != nil {
		return view.Overview{}, err
	}
	page := view.Overview{
		Desk: d.desk(r, "overview"), At: o.At, Hours: hoursChart(o.Hours),
		Days: daysChart("days", o.Days, 7), Expiring: daysChart("expiring", o.Expiring, 2),
		Median: o.Median, Slowest: o.Slowest, Waiting: waitingCopies(o.Waiting), MayRetry: may(r, signin.RetryCopies),
		SeesDeliveries: may(r, signin.SeeDeliveries), Due: d.due(r, o),
	}
	for _, h := range o.Hours {
		page.Applied += h.Applied
		page.Made += h.Made
	}
	for _, f := range o.Failures {
		page.Failures = append(page.Failures, view.CopyFailure{
			Reason: fault.Reason(f.Reason), Copies: f.Copies, First: f.First, Latest: f.Latest, Final: f.Final,
		})
	}
	if page.SeesDeliveries {
		for _, one := range o.Deliveries {
			page.Deliveries = append(page.Deliveries, d.delivery(one))
		}
	}
	return page, nil
}

func (d *Overview) toOverview(w http.ResponseWriter, r *http.Request) error {
	return respond.SeeOther(w, r, overviewPath)
}

func (d *Overview) due(r *http.Request, o overview.Overview) view.Due {
	due := view.Due{
		Proposals: o.Proposals.Open, Oldest: o.Proposals.Oldest,
		SeesSeals: may(r, signin.SeeSeals), SeesTrail: may(r, signin.ReadTrail),
	}
	if due.Answers = may(r, signin.AnswerRequests); due.Answers {
		due.Requests, due.DueOn = o.Requests.Open, o.Requests.DueOn
		due.Overdue = due.DueOn.Before(civil.Of(o.At))
	}
	if due.SeesSeals {
		for _, s := range o.Seals {
			due.Seals = append(due.Seals, view.EndingSeal(s))
		}
		due.Raising = raisingOf(o.Raising)
		for _, t := range o.TSAs {
			due.TSAs = append(due.TSAs, view.TSA(t))
		}
	}
	if due.SeesTrail {
		due.TrailSince = o.TrailSince
	}
	return due
}

func waitingCopies(w overview.Waiting) view.WaitingCopies {
	waiting := view.WaitingCopies{Copies: w.Copies, More: w.More, Oldest: w.Oldest}
	if problems := view.ProblemsOf(w.Why); w.Why != nil && len(problems) > 0 {
		waiting.Why, waiting.Args = problems[0].Reason, problems[0].Args
	}
	return waiting
}

// hoursChart writes every sixth hour of the day below.
func hoursChart(hours []overview.Hour) view.Chart {
	chart := view.Chart{Key: "hours", HasLine: true}
	for _, h := range hours {
		column := view.ChartColumn{At: h.From, Bar: h.Applied, Line: h.Made}
		if at := h.From.In(civil.Shanghai()); at.Hour()%6 == 0 {
			column.Tick = at.Format("15:04")
		}
		chart.Columns = append(chart.Columns, column)
	}
	return chart
}

// daysChart writes every n-th day below, counted back from the last.
func daysChart(key string, days []overview.Day, n int) view.Chart {
	chart := view.Chart{Key: key}
	for i, day := range days {
		column := view.ChartColumn{On: day.On, Bar: day.Copies}
		if (len(days)-1-i)%n == 0 {
			column.Tick = day.On.Start().In(civil.Shanghai()).Format("1-2")
		}
		chart.Columns = append(chart.Columns, column)
	}
	return chart
}
