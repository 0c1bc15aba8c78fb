package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	reasonTooLarge fault.Reason = "body_too_large"
	reasonNotJSON  fault.Reason = "body_not_json"
	reasonWrong    fault.Reason = "request_wrong"
	reasonUsedUp   fault.Reason = "lookups_used_up" // an organisation's look-ups of the day
)

// errMediaType is a body of another media type than the operation takes.
var errMediaType = errors.New("api: the body is not of the media type that the operation takes")

// Problem is why a request was not done (RFC 9457). Reason is what programs go
// by; Detail and Next are for people, in the language of Accept-Language.
type Problem struct { //nolint:errname // the name of the schema
	Type      string    `json:"type" format:"uri-reference" doc:"Always about:blank: reason tells problems apart"`
	Title     string    `json:"title" doc:"The words of the status"`
	Status    int       `json:"status" doc:"The HTTP status"`
	Reason    string    `json:"reason" doc:"A stable code for what is wrong"`
	Detail    string    `json:"detail" doc:"What is wrong, for people, in Chinese or English by Accept-Language"`
	Next      string    `json:"next,omitempty" doc:"What to do next, for people"`
	Field     string    `json:"field,omitempty" doc:"The field at fault, where there is one"`
	Reference string    `json:"reference,omitempty" doc:"The request's number in the server's log"`
	Mistakes  []Mistake `json:"mistakes,omitempty" nullable:"false" doc:"Each thing wrong with the request, where there are several"`

	language   locale.Lang
	retryAfter int // seconds
}

// Mistake is one thing wrong with a request.
type Mistake struct {
	Where  string `json:"where" doc:"The field or parameter"`
	Detail string `json:"detail" doc:"What is wrong with it"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Reason }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	h.Set("Content-Language", string(p.language))
	h.Set("Vary", "Accept-Language")
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="yinxin"`)
	case http.StatusTooManyRequests:
		h.Set("Retry-After", strconv.Itoa(max(p.retryAfter, 1)))
	}
	return h
}

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (a *API) problem(r *http.Request, status int, reason fault.Reason, args map[string]any) *Problem {
	language := respond.Language(r)
	detail, next := a.Texts.Reason(language, reason, args)
	return &Problem{
		language: language,
		Type:     "about:blank", Title: http.StatusText(status), Status: status, Reason: string(reason),
		Detail: detail, Next: next, Reference: telemetry.RequestID(r.Context()),
	}
}

// failed turns a failure into the problem it is; what is the server's fault
// goes to the log.
func (a *API) failed(r *http.Request, err error) *Problem {
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "request failed", slog.String("method", r.Method), slog.String("route", r.Pattern), slog.Any("error", err))
	}
	switch status {
	case http.StatusRequestEntityTooLarge:
		return a.problem(r, status, reasonTooLarge, nil)
	case http.StatusUnsupportedMediaType:
		return a.problem(r, status, reasonNotJSON, nil)
	}
	all := view.ProblemsOf(err)
	p := a.problem(r, status, all[0].Reason, all[0].Args)
	p.Field = all[0].Field
	if fault.ReasonOf(err) == reasonUsedUp {
		p.retryAfter = secondsUntil(civil.Of(a.Now()).End(), a.Now())
	}
	if len(all) > 1 {
		for _, one := range all {
			detail, _ := a.Texts.Reason(respond.Language(r), one.Reason, one.Args)
			p.Mistakes = append(p.Mistakes, Mistake{Where: one.Field, Detail: detail})
		}
	}
	return p
}

// statusOf is the status of a failure. Beside what pages tell apart, a program
// is told that it brought no key that is good, and that the world moved on.
func statusOf(err error) int {
	switch fault.ReasonOf(err) {
	case "key_missing", "key_unknown", "key_revoked", "key_expired":
		return http.StatusUnauthorized
	case reasonNotJSON:
		return http.StatusBadRequest
	case reasonUsedUp:
		return http.StatusTooManyRequests
	}
	switch {
	case errors.Is(err, errMediaType):
		return http.StatusUnsupportedMediaType
	case fault.Is(err, fault.Conflict):
		return http.StatusConflict
	}
	return respond.Status(err)
}

// write answers with a problem.
func (a *API) write(w http.ResponseWriter, r *http.Request, p *Problem) {
	text, err := json.Marshal(p)
	if err != nil {
		a.Log.ErrorContext(r.Context(), "problem", slog.Any("error", err))
		http.Error(w, http.StatusText(p.Status), p.Status)
		return
	}
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(text, '\n')) // a reader that went away needs no answer
}

// Fail answers a failure outside any operation.
func (a *API) Fail(w http.ResponseWriter, r *http.Request, err error) {
	a.write(w, r, a.failed(r, err))
}

// inOurForm gives what huma itself refuses the form of every other problem. It
// leaves out the values, which may be a person's.
func (a *API) inOurForm(ctx huma.Context, _ string, v any) (any, error) {
	refused, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	r, _ := humago.Unwrap(ctx)
	p := a.problem(r, refused.Status, reasonWrong, nil)
	for _, e := range refused.Errors {
		p.Mistakes = append(p.Mistakes, Mistake{Where: telemetry.HideNumbers(e.Location), Detail: telemetry.HideNumbers(e.Message)})
	}
	return p, nil
}
