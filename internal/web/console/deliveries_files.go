package console

import (
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
	return d.Intake.WriteRefused(r.Context(), one, language, respond.NewRowsFile(w))
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
