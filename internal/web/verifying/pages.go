// Package verifying has the pages on which anyone checks a file or a code.
package verifying

import (
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/web/respond"
)

// Pages serves those who check.
type Pages struct {
	*respond.Responder
	Checking  *checking.Service
	Holding   *holding.Service
	History   *checking.History
	MaxUpload int64 // bytes of a file to check
	Metrics   *telemetry.Metrics

	codes *throttle
}

// How often one client may look up codes: guessing 60 bits is hopeless anyway,
// and a clerk with a stack of paper must not wait.
const (
	codeEvery = 200 * time.Millisecond
	codeBurst = 60
)

// Routes adds the pages to the mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	p.codes = newThrottle(rate.Every(codeEvery), codeBurst, p.Now)
	mux.Handle("GET /verify", p.Handle(p.form))
	mux.Handle("POST /verify", p.Handle(p.verify))
	mux.Handle("GET /v", p.Handle(p.entry))
	mux.Handle("GET /v/{code}", p.Handle(p.code))
	mux.Handle("GET /v/{code}/photo", p.Handle(p.photo))
}
