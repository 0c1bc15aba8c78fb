package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Requests (更正申请) is where an authority answers what holders ask it to set
// right.
type Requests struct {
	*Office
	Requests *requests.Service
	Issuing  *issuing.Service
}

const (
	requestsPath  = "/console/requests"
	requestsAPage = 50
)

// Entry implements Listed.
func (d *Requests) Entry() Entry { return Entry{"requests", requestsPath, signin.AnswerRequests} }

// Routes implements Desk.
func (d *Requests) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + requestsPath:                             {signin.AnswerRequests, d.list},
		"GET " + requestsPath + "/{id}":                   {signin.AnswerRequests, d.show},
		"POST " + requestsPath + "/{id}":                  {signin.AnswerRequests, d.answer},
		"GET " + requestsPath + "/{id}/evidence/{number}": {signin.AnswerRequests, d.evidence},
	})
}

// list has those that wait, or with ?show=answered those that have an answer.
func (d *Requests) list(w http.ResponseWriter, r *http.Request) error {
	page := view.Requests{Desk: d.desk(r, "requests"), Answered: r.FormValue("show") == "answered"}
	found, err := d.Requests.Waiting(r.Context(), store.RequestFilter{
		Authority: Staff(r).Authority, Decided: page.Answered, After: r.FormValue("after"), Limit: requestsAPage,
	})
	if err != nil {
		return err
	}
	for _, q := range found {
		page.Rows = append(page.Rows, d.row(q))
	}
	if len(found) == requestsAPage {
		query := url.Values{"after": {found[len(found)-1].ID}}
		if page.Answered {
			query.Set("show", "answered")
		}
		page.NextURL = requestsPath + "?" + query.Encode()
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Requests) row(q store.Request) view.RequestRow {
	return view.RequestRow{
		ID: q.ID, Subject: q.Content.Subject, Qualification: q.Content.Qualification, Office: q.Authority,
		AskedAt: q.AskedAt, DueOn: q.DueOn, State: q.State, Overdue: !q.State.Decided() && q.DueOn.Before(civil.Of(d.Now())),
	}
}

func (d *Requests) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.request(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Requests) request(r *http.Request) (view.OfficeRequest, error) {
	q, err := d.Requests.FindFor(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return view.OfficeRequest{}, err
	}
	asker, err := d.Requests.Asker(r.Context(), q)
	if err != nil {
		return view.OfficeRequest{}, err
	}
	page := view.OfficeRequest{
		Desk: d.desk(r, "requests"), RequestRow: d.row(q), Year: q.Content.Year, Wrong: q.Content.Wrong, Right: q.Content.Right,
		Evidence: q.Content.Evidence, FullName: asker.Name, IDType: asker.Document.Type, IDNumber: asker.Document.Number,
		Claimed: asker.Claimed(), Proposal: q.Proposal, TakenBy: q.TakenBy, Answer: q.Content.Answer,
	}
	if q.Certificate != "" {
		dossier, err := d.Issuing.Find(r.Context(), q.Authority, q.Certificate)
		if err != nil {
			return page, err
		}
		found := foundCertificate(dossier.Certificate, d.Now())
		page.Certificate = &found
		return page, nil
	}
	page.Candidates, err = d.candidates(r.Context(), q.Authority, asker)
	return page, err
}

// candidates are the authority's certificates that a holder who misses one may
// mean: those of the document, and of the name and birth date that it states.
func (d *Requests) candidates(ctx context.Context, authority string, asker store.Account) ([]view.FoundCertificate, error) {
	queries := []store.CertificateQuery{{Authority: authority, Document: asker.Document}}
	if born, ok := asker.Document.BirthDate(); ok {
		queries = append(queries, store.CertificateQuery{Authority: authority, Name: asker.Name, Born: born})
	}
	var all []view.FoundCertificate
	seen := map[cert.ID]bool{}
	for _, query := range queries {
		found, err := d.Issuing.Search(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			if !seen[c.ID] && c.State != cert.Corrected {
				seen[c.ID] = true
				all = append(all, foundCertificate(c, d.Now()))
			}
		}
	}
	return all, nil
}

// answer takes a request up, or ends it with an answer (field decision).
func (d *Requests) answer(w http.ResponseWriter, r *http.Request) error {
	id, by := r.PathValue("id"), Staff(r)
	var err error
	switch r.PostFormValue("decision") {
	case "take":
		_, err = d.Requests.Take(r.Context(), by, id)
	case "done":
		_, err = d.Requests.Answer(r.Context(), by, id, true, r.PostFormValue("answer"))
	case "refuse":
		_, err = d.Requests.Answer(r.Context(), by, id, false, r.PostFormValue("answer"))
	default:
		err = fault.New("console.answer", fault.Invalid, "form_malformed")
	}
	if err == nil {
		return respond.SeeOther(w, r, requestsPath+"/"+url.PathEscape(id))
	}
	page, found := d.request(r)
	if found != nil {
		return found
	}
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		if !page.State.Decided() {
			page.Answer = r.PostFormValue("answer")
		}
		return page
	})
}

func (d *Requests) evidence(w http.ResponseWriter, r *http.Request) error {
	q, err := d.Requests.FindFor(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.New("console.evidence", fault.NotFound, "not_found")
	}
	e, content, err := d.Requests.Evidence(r.Context(), q, number)
	if err != nil {
		return err
	}
	return respond.HandOut(w, e, content)
}
