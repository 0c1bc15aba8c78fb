// Package operate answers those who run the service: is it alive, is it ready,
// what does it count.
package operate

import (
	"cmp"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// checkTimeout bounds the readiness checks, all of them together.
const checkTimeout = 2 * time.Second

// Check tells whether a part is ready; nil is ready.
type Check func(ctx context.Context) error

// Pages serves operators.
type Pages struct {
	Checks  map[string]Check // by the part's name
	Notices map[string]Check // told beside the parts; the service is ready all the same
	Metrics http.Handler
}

// Routes adds the pages to the mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", p.alive)
	mux.HandleFunc("GET /readyz", p.ready)
	mux.HandleFunc("GET /metrics", p.metrics)
}

func (p *Pages) alive(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") }

// ready says of each part whether it is: 200 when all are, else 503. It gives
// reason codes, never causes.
func (p *Pages) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
	defer cancel()
	status, parts := http.StatusOK, map[string]string{}
	for name, check := range p.Checks {
		err := check(ctx)
		parts[name] = said(err)
		if err != nil {
			status = http.StatusServiceUnavailable
		}
	}
	for name, check := range p.Notices {
		parts[name] = said(check(ctx))
	}
	answer(w, status, parts)
}

func said(err error) string {
	if err == nil {
		return "ok"
	}
	return cmp.Or(string(fault.ReasonOf(err)), "failed")
}

// metrics answers programs on this machine only: a request that came through
// a proxy is somebody else's.
func (p *Pages) metrics(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !net.ParseIP(host).IsLoopback() || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		answer(w, http.StatusNotFound, "not found")
		return
	}
	p.Metrics.ServeHTTP(w, r)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the reader may have gone away
}
