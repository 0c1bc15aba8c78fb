package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Stamped counts a query to a timestamp authority, by its name and "ok" or the
// reason it gave no token for.
func (m *Metrics) Stamped(authority, outcome string, took time.Duration) {
	if m == nil {
		return
	}
	m.stamps.WithLabelValues(authority, outcome).Inc()
	m.stamped.WithLabelValues(authority).Observe(took.Seconds())
}

// TimestampAuthority adds an authority's gauges: 1 while it gives tokens, else
// 0; and the seconds by which its time was ahead of ours when it last gave one.
func (m *Metrics) TimestampAuthority(name string, up, ahead func() float64) error {
	labels := prometheus.Labels{"tsa": name}
	err := m.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "yinxin_tsa_up", Help: "1 while the last query to a timestamp authority gave a token, else 0.", ConstLabels: labels,
	}, up))
	if err != nil {
		return err
	}
	return m.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "yinxin_tsa_ahead_seconds", Help: "By how much a timestamp authority's time was ahead of this machine's clock.", ConstLabels: labels,
	}, ahead))
}
