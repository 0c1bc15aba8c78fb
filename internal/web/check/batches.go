package check

import (
	"errors"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Batches (批量核验) is where an organisation checks many at once.
type Batches struct {
	*Office
	Batches *batches.Service
}

const (
	batchesPath = "/check/batches"
	oneBatch    = batchesPath + "/{id}"

	// receiveWithin is how long an upload may take: a gibibyte over 10 Mbit/s.
	receiveWithin = 20 * time.Minute
	// rowsShown is how many rows a page of a batch has.
	rowsShown = 50
)

// Entry implements Listed.
func (d *Batches) Entry() Entry { return Entry{"batches", batchesPath} }

// Routes implements Desk.
func (d *Batches) Routes(mux *http.ServeMux, guard Guard) {
	for pattern, handle := range map[string]respond.Handler{
		"GET " + batchesPath:                 d.list,
		"GET " + batchesPath + "/files":      d.back,
		"GET " + batchesPath + "/table":      d.back,
		"POST " + batchesPath + "/files":     d.files,
		"POST " + batchesPath + "/table":     d.table,
		"GET " + batchesPath + "/template":   d.template,
		"GET " + oneBatch:                    d.show,
		"GET " + oneBatch + "/events":        d.events,
		"GET " + oneBatch + "/verdicts.xlsx": d.verdicts,
		"GET " + oneBatch + "/verdicts.csv":  d.verdicts,
		"GET " + oneBatch + "/report.pdf":    d.report,
		"GET " + oneBatch + "/{step}":        d.toBatch,
		"POST " + oneBatch + "/cancellation": d.step(d.Batches.Cancel),
		"POST " + oneBatch + "/removal":      d.removal,
	} {
		mux.Handle(pattern, guard(handle))
	}
}

// asker is who acts here, and for whom.
func asker(r *http.Request) batches.Asker {
	return batches.Asker{Organisation: Organisation(r).ID, Account: Verifier(r).ID}
}

func (d *Batches) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.listPage(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Batches) listPage(r *http.Request) (view.CheckBatches, error) {
	page := view.CheckBatches{Checker: d.Checker(r, "batches"), KeepDays: d.Batches.KeepDays, Most: d.Batches.Limits.Rows}
	all, more, err := d.Batches.List(r.Context(), Organisation(r).ID, r.URL.Query().Get("after"))
	for _, one := range all {
		page.Batches = append(page.Batches, batchOf(one))
	}
	if more {
		page.Next = batchesPath + "?after=" + all[len(all)-1].ID
	}
	return page, err
}

func batchOf(b store.Batch) view.Batch {
	out := view.Batch{
		ID: b.ID, Name: b.Source.Name, Files: b.Source.Files, Kind: string(b.Kind), At: b.At, State: string(b.State),
		Rows: b.Rows, Done: b.Done, Problems: b.Done - b.Counts[batches.Valid],
	}
	if b.Rows > 0 {
		out.Percent = b.Done * 100 / b.Rows
	}
	return out
}

func (d *Batches) back(w http.ResponseWriter, r *http.Request) error {
	return respond.SeeOther(w, r, batchesPath)
}

// files takes many files, or archives of them, in.
func (d *Batches) files(w http.ResponseWriter, r *http.Request) error {
	defer respond.Allow(w, receiveWithin)()
	b, err := d.Batches.ReceiveFiles(r.Context(), asker(r), uploaded(r))
	return d.received(w, r, b, err, "file")
}

// uploaded gives the files of a form one after another, as they come in.
func uploaded(r *http.Request) iter.Seq2[batches.Upload, error] {
	return func(yield func(batches.Upload, error) bool) {
		form, err := r.MultipartReader()
		if err != nil {
			return // no form with files has none
		}
		for {
			part, err := form.NextPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(batches.Upload{}, cameIn(err))
				return
			}
			if part.FormName() == "file" && part.FileName() != "" && !yield(batches.Upload{Name: respond.PathName(part), Content: partReader{part}}, nil) {
				return
			}
		}
	}
}

// partReader says what is wrong with an upload that is too large.
type partReader struct{ *multipart.Part }

func (p partReader) Read(b []byte) (int, error) {
	n, err := p.Part.Read(b)
	return n, cameIn(err)
}

func cameIn(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.New("check.uploaded", fault.Invalid, "batch_too_large").At("file")
	}
	return err
}

// table takes a spreadsheet in.
func (d *Batches) table(w http.ResponseWriter, r *http.Request) error {
	defer respond.Allow(w, receiveWithin)()
	file, err := respond.FilePart(r)
	if err != nil {
		return d.received(w, r, store.Batch{}, fault.New("check.table", fault.Invalid, "batch_empty").At("file"), "table")
	}
	b, err := d.Batches.ReceiveTable(r.Context(), asker(r), batches.Upload{Name: file.FileName(), Content: partReader{file}})
	return d.received(w, r, b, err, "table")
}

// received leads to the batch, or shows the forms with what stood in the way
// at the field that it was handed in by.
func (d *Batches) received(w http.ResponseWriter, r *http.Request, b store.Batch, err error, field string) error {
	if err == nil {
		return respond.SeeOther(w, r, batchesPath+"/"+b.ID)
	}
	page, broken := d.listPage(r)
	if broken != nil {
		return broken
	}
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		for i := range problems {
			problems[i].Field = field
		}
		page.Problems = problems
		return page
	})
}

func (d *Batches) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.batchPage(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Batches) batchPage(r *http.Request) (view.CheckBatch, error) {
	ctx, organisation := r.Context(), Organisation(r).ID
	b, err := d.Batches.Find(ctx, organisation, r.PathValue("id"))
	if err != nil {
		return view.CheckBatch{}, err
	}
	page := view.CheckBatch{
		Checker: d.Checker(r, "batches"), Batch: batchOf(b), Working: batches.Working(b.State), Number: cert.Code(b.Number).String(), Digest: b.Source.Digest,
		FinishedAt: b.FinishedAt, KeptUntil: b.At.AddDate(0, 0, d.Batches.KeepDays), Report: b.Report != "", Unsealed: b.Unsealed,
	}
	for _, outcome := range batches.Outcomes() {
		page.Counts = append(page.Counts, view.BatchCount{Outcome: outcome, Rows: b.Counts[outcome]})
	}
	if page.Working {
		return page, nil
	}
	page.Chosen = r.URL.Query().Get("outcome")
	after, _ := strconv.Atoi(r.URL.Query().Get("after")) // what is no number is the first page
	rows, more, err := d.Batches.Rows(ctx, organisation, b.ID, page.Chosen, after, rowsShown)
	for _, row := range rows {
		page.Lines = append(page.Lines, lineOf(row, language(r)))
	}
	if more {
		page.Next = batchesPath + "/" + b.ID + "?outcome=" + page.Chosen + "&after=" + strconv.Itoa(after+rowsShown)
	}
	return page, err
}

func lineOf(row batches.Row, l batches.Language) view.BatchLine {
	line := view.BatchLine{
		N: row.N, What: row.Item.Name, Who: row.Result.Name, Of: row.Result.Qualification, Outcome: row.Result.Outcome, Demo: row.Result.Demo,
	}
	if line.What == "" {
		line.What, line.Who = row.Item.Person, row.Item.Number
	}
	for _, reason := range row.Result.Reasons {
		line.Why = append(line.Why, batches.Explain(reason, l))
	}
	return line
}

func language(r *http.Request) batches.Language {
	if respond.Language(r) == locale.English {
		return batches.English
	}
	return batches.Chinese
}

func (d *Batches) toBatch(w http.ResponseWriter, r *http.Request) error {
	b, err := d.Batches.Find(r.Context(), Organisation(r).ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r, batchesPath+"/"+b.ID)
}
