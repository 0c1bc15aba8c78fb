package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	// lookEvery is how often a stream of events looks at the batch, and
	// streamFor how long one lasts: the browser opens the next by itself.
	lookEvery = 500 * time.Millisecond
	streamFor = 20 * time.Second
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

// events streams the progress of a batch (server-sent events, WHATWG HTML
// section 9.2): one event each time it changes, and "done" when the background
// is through with it.
func (d *Batches) events(w http.ResponseWriter, r *http.Request) error {
	b, err := d.Batches.Find(r.Context(), Organisation(r).ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx passes events on at once
	out := http.NewResponseController(w)
	tick, end := time.NewTicker(lookEvery), time.NewTimer(streamFor)
	defer tick.Stop()
	defer end.Stop()
	for told := (progressing{Percent: -1}); ; {
		now, name := progressing{batchOf(b).Percent, b.Done}, "progress"
		if !batches.Working(b.State) {
			name = "done"
		}
		if now != told || name == "done" {
			told = now
			data, err := json.Marshal(now)
			if err != nil {
				return fault.Wrap("check.events", err)
			}
			if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil || out.Flush() != nil {
				return nil // the reader went away
			}
		}
		if name == "done" {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-tick.C:
		}
		if b, err = d.Batches.Find(r.Context(), Organisation(r).ID, b.ID); err != nil {
			return nil // the stream has begun; the browser asks again
		}
	}
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
