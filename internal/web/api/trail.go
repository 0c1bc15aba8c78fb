package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
)

// Record is a record of the audit trail.
type Record struct {
	Sequence int64     `json:"sequence"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor" doc:"Account ID, cli, system, or api: and a key's ID"`
	Role     string    `json:"role,omitempty"`
	Action   string    `json:"action"`
	Subject  string    `json:"subject"`
	Before   string    `json:"before,omitempty" doc:"JSON"`
	After    string    `json:"after,omitempty" doc:"JSON"`
	Reason   string    `json:"reason,omitempty"`
	Origin   string    `json:"origin,omitempty"`
	Detail   string    `json:"detail,omitempty"`
}

// Records is a page of them.
type Records struct {
	Records []Record `json:"records" nullable:"false" doc:"Latest first"`
	Page
}

// TrailFilter chooses records; an absent field chooses all.
type TrailFilter struct {
	Actor   string `json:"actor,omitempty" maxLength:"200"`
	Action  string `json:"action,omitempty" maxLength:"200" doc:"How the action begins"`
	Subject string `json:"subject,omitempty" maxLength:"200"`
	Reason  string `json:"reason,omitempty" maxLength:"200" doc:"Occurs in the reason"`
	From    string `json:"from,omitempty" maxLength:"10" doc:"From this day on (YYYY-MM-DD)"`
	To      string `json:"to,omitempty" maxLength:"10" doc:"Up to this day, the day included"`
}

// TrailSearch asks for a page of records.
type TrailSearch struct {
	TrailFilter
	Cursor string `json:"cursor,omitempty" maxLength:"1000" doc:"next_cursor of the page before, with the same filter"`
}

type trailInput struct{ Body TrailSearch }

type trailOutput struct{ Body Records }

const (
	recordsAPage = 100
	// exportWithin is how long an export may take.
	exportWithin = 20 * time.Minute
)

func (r *routes) trail() {
	add(r, operation{
		method: http.MethodPost, path: "/audit/search", id: "searchAudit", tag: "audit", summary: "Search the audit trail", rule: reads(apikeys.ReadAudit),
	}, r.searchTrail)
	r.plain(operation{
		method: http.MethodPost, path: "/audit/export", id: "exportAudit", tag: "audit", summary: "Every record that a filter chooses",
		about: "One JSON object a line, latest first. The export itself is recorded.", rule: reads(apikeys.ReadAudit),
	}, func(op *huma.Operation) {
		op.RequestBody = &huma.RequestBody{Content: answer[TrailFilter](r, "").Content}
		op.Responses["200"] = file("The records", "application/jsonl")
	}, r.exportTrail)
}

func (f TrailFilter) filter() (audit.Filter, error) {
	days, err := auditing.Days(f.From, f.To)
	days.Actor, days.Action, days.Subject, days.Reason = f.Actor, f.Action, f.Subject, f.Reason
	return days, err
}

func (a *API) searchTrail(ctx context.Context, c apikeys.Caller, in *trailInput) (*trailOutput, error) {
	const list = "audit"
	filter, err := in.Body.filter()
	if err != nil {
		return nil, err
	}
	var after audit.Place
	if err := a.cursor(list, c.Key.Authority, in.Body.Cursor, &after); err != nil {
		return nil, err
	}
	found, next, err := a.Trail.Search(ctx, c.Key.Authority, filter, after, recordsAPage)
	if err != nil {
		return nil, err
	}
	out := Records{Records: make([]Record, len(found))}
	for i, one := range found {
		out.Records[i] = Record{
			one.Sequence, one.At, one.Actor, one.ActorRole, one.Action, one.Subject, one.Before, one.After, one.Reason, one.Origin, one.Detail,
		}
	}
	out.Page, err = a.next(list, c.Key.Authority, next != (audit.Place{}), next)
	return &trailOutput{out}, err
}

func (a *API) exportTrail(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	asked, err := filterIn(r.Body)
	if err != nil {
		return err
	}
	filter, err := asked.filter()
	if err != nil {
		return err
	}
	defer respond.Allow(w, exportWithin)()
	out := &exported{ResponseWriter: w, kind: "application/jsonl", name: "audit.jsonl"}
	if err := a.Trail.ExportOf(r.Context(), c.Key.Authority, filter, auditing.JSONLines, out); err != nil {
		return err
	}
	_, err = out.Write(nil) // no record is an answer, too
	return err
}

// filterIn reads the filter of an export as huma reads that of a search; no
// body chooses all.
func filterIn(body io.Reader) (f TrailFilter, err error) {
	text, err := io.ReadAll(body)
	if err != nil || len(text) == 0 {
		return f, err
	}
	var asked any
	if err := json.Unmarshal(text, &asked); err != nil {
		return f, err
	}
	if wrong := huma.NewModelValidator().Validate(reflect.TypeFor[TrailFilter](), asked); len(wrong) > 0 {
		return f, fault.New("api.filterIn", fault.Invalid, reasonWrong)
	}
	return f, json.Unmarshal(text, &f)
}

// exported is an answer that its first bytes name; until then it can still
// become a failure.
type exported struct {
	http.ResponseWriter
	kind, name string // Content-Type and file name
	begun      bool
}

// Write implements io.Writer.
func (e *exported) Write(b []byte) (int, error) {
	if !e.begun {
		e.begun = true
		e.Header().Set("Content-Type", e.kind)
		e.Header().Set("Content-Disposition", `attachment; filename="`+e.name+`"`)
	}
	return e.ResponseWriter.Write(b)
}
