package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

// CopyStatus is what the register says of a copy (加注件): what its sealed page
// shows, and how things stand. Without the file nothing is said of its seal.
type CopyStatus struct {
	Verdict     string    `json:"verdict" enum:"valid,invalid"`
	Findings    []Finding `json:"findings" nullable:"false" doc:"Why it is not valid"`
	Certificate string    `json:"certificate" enum:"valid,corrected,suspended,revoked,cancelled,not_issued"`
	Endorsement string    `json:"endorsement" enum:"valid,not_needed,not_begun,expired,withdrawn"`
	Standing    *Standing `json:"standing"`
	Data        CopyData  `json:"data"`
	At          time.Time `json:"at" doc:"When it was looked up"`
	Day         string    `json:"day,omitempty" format:"date" doc:"The day asked about; absent: the moment of the look-up"`
	Demo        bool      `json:"demo" doc:"The service is a demonstration: nothing here is true"`
}

type copyInput struct {
	Code string `path:"code" maxLength:"64" doc:"加注编号; case, hyphens, O for 0 and I or L for 1 are forgiven"`
	Day  string `query:"at" maxLength:"10" doc:"A day gone by (YYYY-MM-DD): how things stood at its end"`
}

type copyOutput struct {
	RateLimit string `header:"RateLimit" doc:"What is left of today's look-ups (r), and for how many seconds (t)"`
	Body      CopyStatus
}

func (r *routes) copies() {
	add(r, operation{
		method: http.MethodGet, path: "/copies/{code}", id: "getCopy", tag: "checks", summary: "How a copy stands, by the code on its page",
		about: "A code that is malformed, unknown or of a copy never handed out is one answer: 404. Each that is a code takes one of the organisation's look-ups of the day, whatever comes of it.",
		rule:  reads(apikeys.Check),
	}, r.copyByCode)
}

func (a *API) copyByCode(ctx context.Context, c apikeys.Caller, in *copyInput) (*copyOutput, error) {
	found, quota, err := a.lookUp(ctx, c, in)
	if err != nil {
		return nil, err
	}
	a.note(c, found.Copy.Code)
	codes := make([]string, len(found.Reasons))
	for i, reason := range found.Reasons {
		codes[i] = string(reason)
	}
	return &copyOutput{rateLimit(quota, a.Now()), CopyStatus{
		Verdict: string(found.Verdict), Findings: a.findings(respond.Language(callOf(ctx).request), codes),
		Certificate: string(found.Certificate), Endorsement: string(found.Endorsement), Standing: standingOf(found.Standing),
		Data: copyDataOf(found.Copy), At: found.At, Day: found.Day.String(), Demo: a.Custody.Demo,
	}}, nil
}

// lookUp takes a look-up and asks. What is no code takes none: it says nothing
// of any copy.
func (a *API) lookUp(ctx context.Context, c apikeys.Caller, in *copyInput) (found checking.CodeResult, q checking.Quota, err error) {
	var day civil.Date
	if in.Day != "" {
		if day, err = a.Checking.ParseDay(in.Day); err != nil {
			return found, q, err
		}
	}
	if _, malformed := cert.ParseCode(in.Code); malformed == nil {
		if q, err = a.Lookup.Take(ctx, c.Key.Organisation); err != nil {
			return found, q, err
		}
	}
	if day.IsZero() {
		found, err = a.Checking.Code(ctx, in.Code)
	} else {
		found, err = a.Checking.CodeAtDay(ctx, in.Code, day)
	}
	return found, q, err
}

// note puts a check into the history of the copy's holder.
func (a *API) note(c apikeys.Caller, code cert.Code) {
	a.History.Note(store.Check{Code: code, Way: store.CheckedByAPI, Organisation: c.Key.Organisation})
}

func copyDataOf(c cert.Copy) CopyData {
	s := c.Snapshot
	out := CopyData{
		Code: string(c.Code), ManagementNumber: s.ManagementNumber, QueryNumber: s.QueryNumber, Name: s.Name, Sex: s.Sex,
		BirthDate: s.BirthDate.String(), DocumentType: s.DocumentType, DocumentNumber: s.MaskedNumber, Qualification: s.Qualification,
		EnglishName: s.EnglishName, Level: s.Level, Specialty: s.Specialty, ApprovedOn: s.ApprovedOn.String(), IssuedOn: s.IssuedOn.String(),
		Authority: s.Authority, MadeAt: instant(c.MadeAt),
	}
	if e := c.Endorsement; e != nil {
		out.Scenario, out.Recipient, out.ValidUntil = e.Scenario, e.Recipient, e.ValidUntil.String()
		if e.Number == cert.NumberFull { // the page has it whole, which is no mask to compare with
			out.DocumentNumber = ""
		}
	}
	return out
}
