package console

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// step makes a handler of a step that needs no more than a button.
func (d *Deliveries) step(take func(ctx context.Context, by store.Account, id string) error) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return d.after(w, r, take(r.Context(), Staff(r), r.PathValue("id")))
	}
}

// after goes back to the delivery, or shows it with what stood in the way.
func (d *Deliveries) after(w http.ResponseWriter, r *http.Request, err error) error {
	id := r.PathValue("id")
	if err == nil {
		return respond.SeeOther(w, r, deliveriesPath+"/"+id)
	}
	page, broken := d.onePage(r, id)
	if broken != nil {
		return broken
	}
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}

// submit hands a delivery to a reviewer, with its publication time.
func (d *Deliveries) submit(w http.ResponseWriter, r *http.Request) error {
	at, err := publishAt(r.PostFormValue("publish_at"))
	if err == nil {
		err = d.Intake.Submit(r.Context(), Staff(r), r.PathValue("id"), at)
	}
	return d.after(w, r, err)
}

// publishAt reads an instant as browsers write one without a zone: it is
// Beijing's. "" is at once.
func publishAt(value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", value, civil.Shanghai())
	if err != nil {
		return at, fault.New("console.publishAt", fault.Invalid, "publish_at_malformed").At("publish_at")
	}
	return at, nil
}

// sendBack returns a delivery to its officer with an answer.
func (d *Deliveries) sendBack(w http.ResponseWriter, r *http.Request) error {
	return d.after(w, r, d.Intake.SendBack(r.Context(), Staff(r), r.PathValue("id"), r.PostFormValue("answer")))
}

// retry checks a kept file again and leads to the delivery that is checked.
func (d *Deliveries) retry(w http.ResponseWriter, r *http.Request) error {
	again, err := d.Intake.Retry(r.Context(), Staff(r), r.PathValue("id"))
	if err != nil {
		return d.after(w, r, err)
	}
	return respond.SeeOther(w, r, deliveriesPath+"/"+again.ID)
}
