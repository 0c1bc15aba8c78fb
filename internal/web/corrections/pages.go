// Package corrections has the holder's requests for a correction: the list, the
// form, a request step by step, and the account that follows a corrected
// identity.
package corrections

import (
	"net/http"
	"strconv"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Pages serves the holder.
type Pages struct {
	*respond.Responder
	Requests *requests.Service
	Holding  *holding.Service
	Approval *approval.Service // keeps evidence
	SignIn   *signin.Service
}

// Routes adds the pages to the mux. Each is for a signed-in holder who has
// agreed to the notice: guard sees to that.
func (p *Pages) Routes(mux *http.ServeMux, guard func(http.Handler) http.Handler) {
	for pattern, h := range map[string]respond.Handler{
		"GET /corrections":                        p.list,
		"GET /corrections/new":                    p.form,
		"POST /corrections/new":                   p.ask,
		"GET /corrections/identity":               p.identity,
		"POST /corrections/identity":              p.follow,
		"GET /corrections/{id}":                   p.show,
		"GET /corrections/{id}/evidence/{number}": p.evidence,
	} {
		mux.Handle(pattern, guard(p.Handle(h)))
	}
}

// holder is the account signed in; guard has made sure there is one.
func holder(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Requests.List(r.Context(), holder(r))
	if err != nil {
		return err
	}
	page := view.Corrections{Chrome: p.Chrome(r), Days: p.Requests.AnswerDays}
	for _, q := range all {
		page.Rows = append(page.Rows, p.row(q))
	}
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) row(q store.Request) view.RequestRow {
	return view.RequestRow{
		ID: q.ID, Subject: q.Content.Subject, Qualification: q.Content.Qualification, Office: q.Authority,
		AskedAt: q.AskedAt, DueOn: q.DueOn, State: q.State,
		Overdue: !q.State.Decided() && q.DueOn.Before(civil.Of(p.Now())),
	}
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	q, err := p.Requests.Find(r.Context(), holder(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, view.Correction{
		Chrome: p.Chrome(r), RequestRow: p.row(q), Year: q.Content.Year, Wrong: q.Content.Wrong, Right: q.Content.Right,
		Evidence: q.Content.Evidence, TakenAt: q.TakenAt, Proposed: q.Proposal != "", AnsweredAt: q.AnsweredAt, Answer: q.Content.Answer,
	})
}

func (p *Pages) evidence(w http.ResponseWriter, r *http.Request) error {
	q, err := p.Requests.Find(r.Context(), holder(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.New("corrections.evidence", fault.NotFound, "not_found")
	}
	e, content, err := p.Requests.Evidence(r.Context(), q, number)
	if err != nil {
		return err
	}
	return respond.HandOut(w, e, content)
}
