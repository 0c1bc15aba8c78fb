package console

import (
	"bytes"
	"net/http"
	"strconv"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/web/respond"
)

// errors hands out the refused rows of a delivery, in the format that the
// office delivered them in.
func (d *Deliveries) errors(w http.ResponseWriter, r *http.Request) error {
	one, err := d.Intake.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	language := delivery.Chinese
	if respond.Language(r) == locale.English {
		language = delivery.English
	}
	return d.Intake.WriteRefused(r.Context(), one, language, &rowsFile{ResponseWriter: w})
}

// rowsFile is an answer that its first bytes name: a workbook, or text. Until
// then it can still become a failure.
type rowsFile struct {
	http.ResponseWriter
	begun bool
}

// Write implements io.Writer.
func (f *rowsFile) Write(b []byte) (int, error) {
	if !f.begun && len(b) > 0 {
		f.begun = true
		kind, name := "text/csv", "errors.csv"
		if bytes.HasPrefix(b, []byte("PK")) {
			kind, name = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "errors.xlsx"
		}
		h := f.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		h.Set("Cache-Control", "no-store")
	}
	return f.ResponseWriter.Write(b)
}

// proof hands out the proof sheet.
func (d *Deliveries) proof(w http.ResponseWriter, r *http.Request) error {
	one, err := d.Intake.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	sheet, err := d.Intake.Proof(r.Context(), one)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="proof-`+one.ID+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(len(sheet)))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(sheet)
	return err
}
