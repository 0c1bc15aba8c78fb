package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
)

// Quota is what the caller's organisation may look up today.
type Quota struct {
	Day    string    `json:"day" format:"date"`
	Limit  int       `json:"limit" doc:"Certificates, files and codes asked about, found or not"`
	Left   int       `json:"left"`
	Resets time.Time `json:"resets" doc:"When all of them are there again"`
}

type quotaOutput struct {
	RateLimit string `header:"RateLimit" doc:"What is left of today's look-ups (r), and for how many seconds (t)"`
	Body      Quota
}

func (r *routes) quota() {
	add(r, operation{
		method: http.MethodGet, path: "/quota", id: "getQuota", tag: "checks", summary: "What is left of today's look-ups",
		about: "Asking by data, by file and by code takes one each, and so does each row of a batch.", rule: reads(apikeys.Check),
	}, func(ctx context.Context, c apikeys.Caller, _ *struct{}) (*quotaOutput, error) {
		q, err := r.Lookup.Quota(ctx, c.Key.Organisation)
		return &quotaOutput{rateLimit(q, r.Now()), Quota{q.Day.String(), q.Limit, q.Left, q.Day.End()}}, err
	})
}
