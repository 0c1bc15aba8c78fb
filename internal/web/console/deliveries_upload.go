package console

import (
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

// upload takes in a file.
func (d *Deliveries) upload(w http.ResponseWriter, r *http.Request) error {
	dryRun := false
	delivered, err := d.take(w, r, &dryRun)
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page := d.page(r)
			page.DryRun, page.Problems = dryRun, problems
			return page
		})
	}
	return respond.SeeOther(w, r, "/console/deliveries/"+delivered.ID)
}

func (d *Deliveries) take(w http.ResponseWriter, r *http.Request, dryRun *bool) (store.Delivery, error) {
	const op = "console.upload"
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
	return d.Intake.Take(r.Context(), delivery.Upload{
		File: file, Name: head.Filename, DryRun: *dryRun,
		Account: Staff(r).ID, Authority: Staff(r).Authority,
	})
}
