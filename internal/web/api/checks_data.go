package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Question asks for one certificate by what is known of it. All of it must be
// of the same certificate.
type Question struct {
	DocumentType   string `json:"document_type,omitempty" maxLength:"64" doc:"Absent: whichever the number may be of"`
	DocumentNumber string `json:"document_number" maxLength:"64" doc:"证件号码"`
	Name           string `json:"name" maxLength:"200" doc:"姓名"`
	Number         string `json:"number" maxLength:"64" doc:"管理号 or 查询编号"`
}

// Questions are asked together.
type Questions struct {
	Questions []Question `json:"questions" minItems:"1" maxItems:"100" nullable:"false"`
}

// FoundCertificate (证书) is what an organisation is told of a certificate it
// asked for.
type FoundCertificate struct {
	Certificate
	Authority string `json:"authority" doc:"签发单位"`
}

// Answer is the answer to one question, or why there is none.
type Answer struct {
	Outcome     string            `json:"outcome" enum:"found,replaced,not_found,refused" doc:"replaced: it was corrected, and what was asked for is told no more; not_found: wrong data, no such certificate and one that is not online are one answer; refused: findings says why"`
	At          *time.Time        `json:"at,omitempty" doc:"When it was looked up"`
	Certificate *FoundCertificate `json:"certificate,omitempty"`
	Standing    *Standing         `json:"standing,omitempty"`
	Findings    []Finding         `json:"findings,omitempty" nullable:"false" doc:"What is wrong with a refused question"`
}

// Answers are those to the questions, in their order.
type Answers struct {
	Answers []Answer `json:"answers" nullable:"false"`
	Demo    bool     `json:"demo" doc:"The service is a demonstration: nothing here is true"`
}

type questionsInput struct{ Body Questions }

type answersOutput struct {
	RateLimit string `header:"RateLimit" doc:"What is left of today's look-ups (r), and for how many seconds (t)"`
	Body      Answers
}

func (r *routes) checksByData() {
	add(r, operation{
		method: http.MethodPost, path: "/checks/data", id: "checkData", tag: "checks", summary: "Look certificates up by data",
		about: "Each question that can be asked takes one of the organisation's look-ups of the day, whatever comes of it, and is in the holder's history. " +
			"The certificates that are found are answered with their true data.",
		rule: takes(apikeys.Check),
	}, r.checkData)
}

func (a *API) checkData(ctx context.Context, c apikeys.Caller, in *questionsInput) (*answersOutput, error) {
	questions := make([]checking.Question, len(in.Body.Questions))
	for i, q := range in.Body.Questions {
		questions[i] = checking.Question{
			DocumentType: person.DocumentType(q.DocumentType), DocumentNumber: q.DocumentNumber, Name: q.Name, Number: q.Number,
		}
	}
	by := checking.Asker{Organisation: c.Key.Organisation, Actor: c.ID(), Way: store.CheckedByAPI}
	replies, err := a.Lookup.ByDataMany(ctx, by, questions)
	if err != nil {
		return nil, err
	}
	quota, err := a.Lookup.Quota(ctx, c.Key.Organisation)
	if err != nil {
		return nil, err
	}
	language := respond.Language(callOf(ctx).request)
	out := answersOutput{RateLimit: rateLimit(quota, a.Now()), Body: Answers{Answers: make([]Answer, len(replies)), Demo: a.Custody.Demo}}
	for i, reply := range replies {
		out.Body.Answers[i] = a.answerOf(language, reply)
	}
	return &out, nil
}

func (a *API) answerOf(language locale.Lang, reply checking.Reply) Answer {
	if reply.Err != nil {
		out := Answer{Outcome: "refused"}
		for _, p := range view.ProblemsOf(reply.Err) {
			f := a.finding(language, p.Reason, p.Args)
			if f.Field = p.Field; f.Field == "id_number" {
				f.Field = "document_number"
			}
			out.Findings = append(out.Findings, f)
		}
		return out
	}
	said := reply.Answer
	out := Answer{Outcome: string(said.Outcome), At: instant(said.At), Standing: standingOf(said.Standing)}
	if said.Outcome == checking.Found {
		out.Certificate = &FoundCertificate{Certificate: certificateOf(said.Certificate), Authority: said.Certificate.Authority}
	}
	return out
}

// rateLimit is what is left of an organisation's look-ups, as a RateLimit field
// has it (draft-ietf-httpapi-ratelimit-headers).
func rateLimit(q checking.Quota, now time.Time) string {
	return fmt.Sprintf(`"lookups";r=%d;t=%d`, q.Left, secondsUntil(q.Day.End(), now))
}

// secondsUntil is at least 1.
func secondsUntil(t, now time.Time) int { return max(int(t.Sub(now)/time.Second)+1, 1) }
