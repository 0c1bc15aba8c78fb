package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/web/respond"
)

// BatchRow is one thing that was asked about, with what was found.
type BatchRow struct {
	Row              int       `json:"row" doc:"From 1, in the order handed in"`
	Line             int       `json:"line,omitempty" doc:"Of the table"`
	File             string    `json:"file,omitempty"`
	Digest           string    `json:"digest,omitempty" doc:"SHA-256 of the file (hexadecimal)"`
	Outcome          string    `json:"outcome" enum:"valid,indeterminate,invalid,not_found,unreadable"`
	Findings         []Finding `json:"findings" nullable:"false"`
	Name             string    `json:"name,omitempty" doc:"On the certificate"`
	DocumentMasked   string    `json:"document_masked,omitempty"`
	Qualification    string    `json:"qualification,omitempty"`
	Level            string    `json:"level,omitempty"`
	Specialty        string    `json:"specialty,omitempty"`
	IssuedOn         string    `json:"issued_on,omitempty" format:"date"`
	Authority        string    `json:"authority,omitempty"`
	Number           string    `json:"number,omitempty" doc:"管理号 or 查询编号"`
	CertificateState string    `json:"certificate_state,omitempty"`
	Code             string    `json:"code,omitempty" doc:"加注编号"`
	Scenario         string    `json:"scenario,omitempty"`
	Recipient        string    `json:"recipient,omitempty"`
	ValidUntil       string    `json:"valid_until,omitempty" format:"date"`
	Demo             bool      `json:"demo,omitempty"`
}

// BatchRows is a page of them.
type BatchRows struct {
	Rows []BatchRow `json:"rows" nullable:"false" doc:"Problems first, then in the order handed in; only what is checked"`
	Page
}

type rowsInput struct {
	ID      string `path:"id" maxLength:"64"`
	Outcome string `query:"outcome" enum:"valid,indeterminate,invalid,not_found,unreadable"`
	Cursor  string `query:"cursor" maxLength:"1000" doc:"next_cursor of the page before, with the same outcome; good for a batch that is done"`
}

type rowsOutput struct{ Body BatchRows }

// rowsAPage is how many rows of a batch a page has.
const rowsAPage = 200

func (r *routes) batchResults() {
	add(r, operation{
		method: http.MethodGet, path: "/batches/{id}/rows", id: "listBatchRows", tag: "batches", summary: "What was found, row by row", rule: reads(apikeys.Check),
	}, r.batchRows)
	r.plain(operation{
		method: http.MethodGet, path: "/batches/{id}/verdicts", id: "getBatchVerdicts", tag: "batches", summary: "What was found, as a spreadsheet",
		about: "In the language of Accept-Language.", rule: reads(apikeys.Check),
	}, func(op *huma.Operation) {
		op.Parameters = append(op.Parameters, inPath("id"), &huma.Param{
			Name: "format", In: "query", Schema: &huma.Schema{Type: "string", Enum: []any{"csv", "xlsx"}, Default: "csv"},
		})
		op.Responses["200"] = file("All rows, in the order handed in", "text/csv", spreadsheet)
	}, r.batchVerdicts)
	r.plain(operation{
		method: http.MethodGet, path: "/batches/{id}/report", id: "getBatchReport", tag: "batches", summary: "The report, sealed where it can be",
		about: "Whoever is given it can check it like any other file of ours.", rule: reads(apikeys.Check),
	}, func(op *huma.Operation) {
		op.Parameters = append(op.Parameters, inPath("id"))
		op.Responses["200"] = file("The report", pdf)
	}, r.batchReport)
}

func (a *API) batchRows(ctx context.Context, c apikeys.Caller, in *rowsInput) (*rowsOutput, error) {
	list := "rows/" + in.ID + "/" + in.Outcome
	after := 0
	if err := a.cursor(list, c.Key.Organisation, in.Cursor, &after); err != nil {
		return nil, err
	}
	found, more, err := a.Batches.Rows(ctx, c.Key.Organisation, in.ID, in.Outcome, after, rowsAPage)
	if err != nil {
		return nil, err
	}
	out := BatchRows{Rows: make([]BatchRow, len(found))}
	language := batchLanguage(callOf(ctx).request)
	for i, row := range found {
		out.Rows[i] = rowOf(row, language)
	}
	out.Page, err = a.next(list, c.Key.Organisation, more, after+len(found))
	return &rowsOutput{out}, err
}

func (a *API) batchVerdicts(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	format, kind := delivery.UTF8, "text/csv; charset=utf-8"
	switch r.URL.Query().Get("format") {
	case "", "csv":
	case "xlsx":
		format, kind = delivery.XLSX, spreadsheet
	default:
		return fault.New("api.batchVerdicts", fault.Invalid, reasonWrong).At("format")
	}
	out := &exported{ResponseWriter: w, kind: kind, name: "verdicts" + format.Suffix()}
	return a.Batches.WriteVerdicts(r.Context(), c.Key.Organisation, r.PathValue("id"), format, batchLanguage(r), out)
}

func (a *API) batchReport(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	b, err := a.Batches.Find(r.Context(), c.Key.Organisation, r.PathValue("id"))
	if err != nil {
		return err
	}
	if b.Report == "" {
		return fault.New("api.batchReport", fault.Conflict, "batch_state")
	}
	report, _, err := a.Batches.Report(r.Context(), b.Organisation, b.ID)
	if err != nil {
		return err
	}
	out := &exported{ResponseWriter: w, kind: pdf, name: "report-" + b.Number + ".pdf"}
	_, err = out.Write(report)
	return err
}

func batchLanguage(r *http.Request) batches.Language {
	if respond.Language(r) == locale.English {
		return batches.English
	}
	return batches.Chinese
}

func rowOf(row batches.Row, language batches.Language) BatchRow {
	r := row.Result
	out := BatchRow{
		Row: row.N, Line: row.Item.Line, File: row.Item.Name, Digest: row.Item.Digest, Outcome: r.Outcome, Findings: []Finding{},
		Name: r.Name, DocumentMasked: r.MaskedNumber, Qualification: r.Qualification, Level: r.Level, Specialty: r.Specialty,
		IssuedOn: r.IssuedOn, Authority: r.Authority, Number: r.Number, CertificateState: r.State, Code: r.Code,
		Scenario: r.Scenario, Recipient: r.Recipient, ValidUntil: r.ValidUntil, Demo: r.Demo,
	}
	for _, reason := range r.Reasons {
		out.Findings = append(out.Findings, Finding{Reason: reason, Detail: batches.Explain(reason, language)})
	}
	return out
}
