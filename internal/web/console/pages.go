// Package console has the officer's page: a delivery in, its summary and
// error file, and the confirmation of a person at the counter.
package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

// Pages serves officers.
type Pages struct {
	*respond.Responder
	Intake *delivery.Intake
	SignIn *signin.Service
}

// Routes adds the pages to the mux; guard lets officers through only.
func (p *Pages) Routes(mux *http.ServeMux, guard func(http.Handler) http.Handler) {
	for pattern, h := range map[string]respond.Handler{
		"GET /console":  p.console,
		"POST /console": p.deliver,
		"GET /console/deliveries/{id}/errors.csv": p.errors,
		"POST /console/confirm":                   p.confirm,
		"GET /console/confirm":                    p.toConsole,
	} {
		mux.Handle(pattern, guard(p.Handle(h)))
	}
}

// toConsole leads to the page that has the form, where someone comes back to
// the address it is sent to.
func (p *Pages) toConsole(w http.ResponseWriter, r *http.Request) error {
	return respond.SeeOther(w, r, "/console")
}

func officer(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}
