// Package verifying has the pages on which anyone checks a file or a code.
package verifying

import (
	"net/http"
	"net/url"
	"runtime"
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
	Records   *checking.Records
	PublicURL string // what our addresses in print begin with
	MaxUpload int64  // bytes of a file to check
	Metrics   *telemetry.Metrics

	host         string // of PublicURL
	codes, keeps *throttle
	reads        *throttle     // of records
	slots        chan struct{} // files judged at the same time
}

// How often one client may look up codes, and keep records: guessing 60 bits is
// hopeless anyway, and a clerk with a stack of paper must not wait.
const (
	codeEvery = 200 * time.Millisecond
	codeBurst = 60
	keepEvery = 2 * time.Second
	keepBurst = 40
)

// Routes adds the pages to the mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	p.codes = newThrottle(rate.Every(codeEvery), codeBurst, p.Now)
	p.reads = newThrottle(rate.Every(codeEvery), codeBurst, p.Now)
	p.keeps = newThrottle(rate.Every(keepEvery), keepBurst, p.Now)
	if at, err := url.Parse(p.PublicURL); err == nil {
		p.host = at.Host
	}
	p.slots = make(chan struct{}, runtime.GOMAXPROCS(0))
	mux.Handle("GET /verify", p.Handle(p.form))
	mux.Handle("POST /verify", p.Handle(p.verify))
	mux.Handle("POST /verify/records", p.Handle(p.keepRecord))
	mux.Handle("GET /verify/records/{code}", p.Handle(p.record))
	mux.Handle("POST /verify/records/{code}", p.Handle(p.compareRecord))
	mux.Handle("GET /v", p.Handle(p.entry))
	mux.Handle("GET /v/{code}", p.Handle(p.code))
	mux.Handle("GET /v/{code}/photo", p.Handle(p.photo))
}
