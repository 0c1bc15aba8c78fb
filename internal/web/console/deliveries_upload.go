package console

import (
	"errors"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	// uploadWithin is how long an upload may take: a gibibyte over 10 Mbit/s.
	uploadWithin = 20 * time.Minute
	// besideFile is what a form may have around its file, in bytes.
	besideFile = 1 << 20
)

// upload keeps a file, as the first of a batch or for one that has faults, and
// leads to its page at once.
func (d *Deliveries) upload(w http.ResponseWriter, r *http.Request) error {
	one, err := d.receive(w, r)
	if err == nil {
		return respond.SeeOther(w, r, deliveriesPath+"/"+one.ID)
	}
	if r.PathValue("id") != "" {
		return d.after(w, r, err)
	}
	page, broken := d.desktop(r)
	if broken != nil {
		return broken
	}
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}

func (d *Deliveries) receive(w http.ResponseWriter, r *http.Request) (store.Delivery, error) {
	const op = "console.upload"
	r.Body = http.MaxBytesReader(w, r.Body, delivery.DefaultLimits().Bytes+besideFile)
	defer respond.Allow(w, uploadWithin)()
	file, err := respond.FilePart(r)
	if err != nil {
		return store.Delivery{}, fault.New(op, fault.Invalid, "file_missing").At("file")
	}
	one, err := d.Intake.Receive(r.Context(), intake.Upload{
		File: file, Name: file.FileName(), By: Staff(r), Batch: r.PathValue("id"),
	})
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.New(op, fault.Invalid, "delivery_too_large").At("file")
	}
	return one, err
}
