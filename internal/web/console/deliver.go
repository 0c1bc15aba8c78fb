package console

import (
	"bytes"
	"errors"
	"net/http"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	maxDelivery = 256 << 20 // bytes of an uploaded delivery
	inMemory    = 8 << 20   // of it kept in memory while it is read
)

// console shows the page, with the summary of the delivery just made
// (?delivery=ID) or the person just confirmed.
func (p *Pages) console(w http.ResponseWriter, r *http.Request) error {
	page := view.Console{Chrome: p.Chrome(r)}
	if id := r.URL.Query().Get("delivery"); id != "" {
		d, report, err := p.Intake.Find(r.Context(), officer(r).Authority, id)
		if err != nil {
			return err
		}
		if page.Delivery, err = summary(d, report); err != nil {
			return err
		}
	}
	if name := p.TakeOnce(w, r, "/console", confirmedOnce); name != "" {
		page.Confirm = view.ConfirmForm{Username: name, Done: true, Temporary: p.TakeOnce(w, r, "/console", "temporary")}
	}
	return p.Page(w, r, http.StatusOK, page)
}

func summary(d store.Delivery, report []byte) (*view.Delivery, error) {
	s := &view.Delivery{
		FileName: d.FileName, At: d.At, DryRun: d.DryRun,
		Rows: d.Rows, Added: d.Added, Unchanged: d.Unchanged, Refused: d.Refused,
	}
	if d.Report == "" {
		return s, nil
	}
	s.ErrorsURL = "/console/deliveries/" + d.ID + "/errors.csv"
	groups, err := delivery.ReadReport(bytes.NewReader(report))
	for _, g := range groups {
		s.Faults = append(s.Faults, view.FaultGroup{Reason: g.Reason, Field: g.Field, Count: g.Count, Rows: g.Lines})
	}
	return s, err
}

// deliver takes in an uploaded file.
func (p *Pages) deliver(w http.ResponseWriter, r *http.Request) error {
	dryRun := false
	d, err := p.take(w, r, &dryRun)
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.Console{Chrome: p.Chrome(r), DryRun: dryRun, Problems: problems}
		})
	}
	return respond.SeeOther(w, r, "/console?delivery="+d.ID)
}

func (p *Pages) take(w http.ResponseWriter, r *http.Request, dryRun *bool) (store.Delivery, error) {
	const op = "console.deliver"
	r.Body = http.MaxBytesReader(w, r.Body, maxDelivery)
	if err := r.ParseMultipartForm(inMemory); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return store.Delivery{}, fault.New(op, fault.Invalid, "delivery_too_large").At("file")
		}
		return store.Delivery{}, fault.New(op, fault.Invalid, "file_missing").At("file")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	*dryRun = r.PostFormValue("dry_run") == "yes"
	file, head, err := r.FormFile("file")
	if err != nil {
		return store.Delivery{}, fault.New(op, fault.Invalid, "file_missing").At("file")
	}
	defer file.Close()
	return p.Intake.Take(r.Context(), delivery.Upload{
		File: file, Name: head.Filename, DryRun: *dryRun,
		Account: officer(r).ID, Authority: officer(r).Authority,
	})
}

// errors hands out the error file of a delivery.
func (p *Pages) errors(w http.ResponseWriter, r *http.Request) error {
	_, report, err := p.Intake.Find(r.Context(), officer(r).Authority, r.PathValue("id"))
	if err == nil && report == nil {
		err = fault.New("console.errors", fault.NotFound, "delivery_not_found")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="errors.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(report)
	return err
}
