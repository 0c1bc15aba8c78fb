package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the program's, in a registry of their own. It is safe for
// concurrent use. A nil *Metrics counts nothing.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	answered *prometheus.HistogramVec
	copies   *prometheus.CounterVec
	sealed   prometheus.Histogram
	checks   *prometheus.CounterVec
	signins  *prometheus.CounterVec
	messages *prometheus.CounterVec
	stamps   *prometheus.CounterVec
	stamped  *prometheus.HistogramVec
}

// NewMetrics makes the registry with everything in it, the Go runtime's and
// the process's own figures included.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yinxin_http_requests_total", Help: "Requests answered, by route pattern and status.",
		}, []string{"route", "status"}),
		answered: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "yinxin_http_request_seconds", Help: "Time to answer, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"route"}),
		copies: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yinxin_copies_total", Help: "Copies finished, by result: ready or the reason they failed.",
		}, []string{"result"}),
		sealed: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "yinxin_seal_seconds", Help: "Time to make and seal one copy, from claiming it to the durable file.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}),
		checks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yinxin_checks_total", Help: "Files and codes checked, by verdict.",
		}, []string{"verdict"}),
		signins: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yinxin_logins_total", Help: "Attempts to sign in, by result.",
		}, []string{"result"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yinxin_messages_total", Help: "Attempts to hand over messages to holders, by kind and outcome: sent, later, given_up or doubtful.",
		}, []string{"kind", "outcome"}),
		stamps: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yinxin_tsa_queries_total", Help: "Queries to timestamp authorities, by outcome: ok or the reason there was no token.",
		}, []string{"tsa", "outcome"}),
		stamped: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "yinxin_tsa_query_seconds", Help: "Time a timestamp authority takes.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"tsa"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "yinxin_build_info", Help: "Always 1; the label says which version runs.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.answered, m.copies, m.sealed, m.checks, m.signins, m.messages, m.stamps, m.stamped, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts an answered request. route is the pattern, never the path,
// which would say who looked at what.
func (m *Metrics) Request(route string, status int, took time.Duration) {
	if m == nil {
		return
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.answered.WithLabelValues(route).Observe(took.Seconds())
}

// CopySealed counts a copy that became ready.
func (m *Metrics) CopySealed(took time.Duration) {
	if m == nil {
		return
	}
	m.copies.WithLabelValues("ready").Inc()
	m.sealed.Observe(took.Seconds())
}

// CopyFailed counts a copy that failed, by its reason code.
func (m *Metrics) CopyFailed(reason string) {
	if m == nil {
		return
	}
	m.copies.WithLabelValues(reason).Inc()
}

// Checked counts a verdict.
func (m *Metrics) Checked(verdict string) {
	if m == nil {
		return
	}
	m.checks.WithLabelValues(verdict).Inc()
}

// Login counts an attempt to sign in: "ok" or the reason it was refused for.
func (m *Metrics) Login(result string) {
	if m == nil {
		return
	}
	m.signins.WithLabelValues(result).Inc()
}

// Message counts an attempt to hand a message over.
func (m *Metrics) Message(kind, outcome string) {
	if m == nil {
		return
	}
	m.messages.WithLabelValues(kind, outcome).Inc()
}

// Pending adds the gauge of copies that wait to be sealed. count is asked each
// time somebody looks, so it must not block for long; -1 means unknown.
func (m *Metrics) Pending(count func() float64) error {
	return m.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "yinxin_copies_pending", Help: "Copies that wait to be sealed; -1 where the store does not answer.",
	}, count))
}

// Raising adds the gauge of copies that were sealed without their timestamps and
// wait for them, as Pending does.
func (m *Metrics) Raising(count func() float64) error {
	return m.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "yinxin_copies_raising", Help: "Copies sealed without the timestamps that their seals ask for; -1 where the store does not answer.",
	}, count))
}

// Handler serves the figures in the Prometheus text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, MaxRequestsInFlight: 4})
}
