package check

import (
	"context"
	"net/http"
	"path"
	"strconv"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// step makes a handler of a step that needs no more than a button.
func (d *Batches) step(take func(ctx context.Context, by batches.Asker, id string) error) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := take(r.Context(), asker(r), r.PathValue("id"))
		if err == nil {
			return respond.SeeOther(w, r, batchesPath+"/"+r.PathValue("id"))
		}
		page, broken := d.batchPage(r)
		if broken != nil {
			return broken
		}
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
}

// removal deletes a batch.
func (d *Batches) removal(w http.ResponseWriter, r *http.Request) error {
	if err := d.Batches.Delete(r.Context(), asker(r), r.PathValue("id")); err != nil {
		return err
	}
	return respond.SeeOther(w, r, batchesPath)
}

// progressing is one event: how far the checking is.
type progressing struct {
	Percent int `json:"percent"`
	Rows    int `json:"rows"`
}

// events streams the progress of a batch until the background is through with
// it.
func (d *Batches) events(w http.ResponseWriter, r *http.Request) error {
	return respond.Progress(w, r, func(ctx context.Context) (progressing, bool, error) {
		b, err := d.Batches.Find(ctx, Organisation(r).ID, r.PathValue("id"))
		return progressing{batchOf(b).Percent, b.Done}, !batches.Working(b.State), err
	})
}

// verdicts hands out the spreadsheet, as XLSX or CSV by its address.
func (d *Batches) verdicts(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if _, err := d.Batches.Find(r.Context(), Organisation(r).ID, id); err != nil {
		return err
	}
	format := formatOf(w, path.Ext(r.URL.Path), "verdicts")
	return d.Batches.WriteVerdicts(r.Context(), Organisation(r).ID, id, format, language(r), w)
}

// template hands out an empty table to fill in.
func (d *Batches) template(w http.ResponseWriter, r *http.Request) error {
	return batches.WriteTemplate(formatOf(w, ".xlsx", "template"), language(r), w)
}

// formatOf says what comes, and under which name.
func formatOf(w http.ResponseWriter, ext, name string) delivery.Format {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="`+name+ext+`"`)
	if ext == ".csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8")
		return delivery.UTF8
	}
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return delivery.XLSX
}

// report hands out the report.
func (d *Batches) report(w http.ResponseWriter, r *http.Request) error {
	file, b, err := d.Batches.Report(r.Context(), Organisation(r).ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="report-`+b.Number+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}
