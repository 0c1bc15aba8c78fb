package console

import (
	"errors"
	"io"
	"mime/multipart"
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
	defer allow(w, uploadWithin)()
	file, err := uploaded(r)
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

// allow lets a request go on past the server's own limits, for so long and no
// longer; the returned function ends that. A writer that knows no deadlines
// needs none lifted.
func allow(w http.ResponseWriter, long time.Duration) (done func() bool) {
	out := http.NewResponseController(w)
	_, _ = out.SetReadDeadline(time.Time{}), out.SetWriteDeadline(time.Time{})
	return time.AfterFunc(long, func() { _ = out.SetReadDeadline(time.Unix(1, 0)) }).Stop
}

var errNoFile = errors.New("console: no file in the form")

// uploaded finds the file of a form without reading it.
func uploaded(r *http.Request) (*multipart.Part, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, errNoFile
		case err != nil:
			return nil, err
		case part.FormName() == "file" && part.FileName() != "":
			return part, nil
		}
	}
}
