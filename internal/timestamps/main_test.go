package timestamps_test

import (
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/timestamps"
)

const policy = "1.2.3.4.5"

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// clock is a clock that stands until it is moved.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) Now() time.Time           { return time.Unix(0, c.at.Load()) }
func (c *clock) Advance(by time.Duration) { c.at.Add(int64(by)) }
func ahead(c *clock, by time.Duration) *clock { // another clock, by so much ahead
	other := &clock{}
	other.at.Store(c.at.Load() + int64(by))
	return other
}

// root is a root for authorities of a test.
type root struct{ *pki.Issuer }

func newRoot(tb testing.TB, c *clock) root {
	tb.Helper()
	from := c.Now().Add(-time.Hour)
	return root{must(pki.NewRoot(tb.Context(), must(key.Generate(cms.P256))(tb), pki.RootParams{CommonName: "A Root", From: from, Until: from.AddDate(10, 0, 0)}))(tb)}
}

func (r root) trusted() []*x509.Certificate { return []*x509.Certificate{r.Certificate} }

// authority makes one under the root.
func (r root) authority(tb testing.TB, now func() time.Time) *tsp.Authority {
	tb.Helper()
	k := must(key.Generate(cms.P256))(tb)
	own := must(pki.IssueClock(tb.Context(), r.Issuer, k.Public(), pki.ClockParams{CommonName: "A Clock", From: r.Certificate.NotBefore, Until: r.Certificate.NotAfter}))(tb)
	return must(tsp.NewAuthority(tsp.Params{Key: k, Chain: []*x509.Certificate{own}, Policy: policy, Now: now}))(tb)
}

// service is an authority on this machine whose answers can be spoilt.
type service struct {
	*httptest.Server

	asked       atomic.Int64
	connections atomic.Int64
	mu          sync.Mutex
	instead     http.HandlerFunc
}

func serve(tb testing.TB, h http.Handler) *service {
	tb.Helper()
	s := &service{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		s.mu.Lock()
		instead := s.instead
		s.mu.Unlock()
		if instead != nil {
			instead(w, r)
			return
		}
		h.ServeHTTP(w, r)
	}))
	s.Config.ConnState = countNew(&s.connections)
	s.Start()
	tb.Cleanup(s.Close)
	return s
}

// spoil has another handler answer, nil for the authority again.
func (s *service) spoil(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instead = h
}

func (r root) service(tb testing.TB, now func() time.Time) *service {
	tb.Helper()
	return serve(tb, &timestamps.Handler{Authority: r.authority(tb, now), Log: slog.New(slog.DiscardHandler)})
}

func client(tb testing.TB, c *clock, r root, services ...*service) *timestamps.Client {
	tb.Helper()
	return clientOf(tb, timestamps.Options{Now: c.Now, Roots: r.trusted()}, services...)
}

func clientOf(tb testing.TB, o timestamps.Options, services ...*service) *timestamps.Client {
	tb.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	for _, s := range services {
		o.Authorities = append(o.Authorities, timestamps.Authority{URL: s.URL, Policy: policy})
	}
	made := must(timestamps.New(o))(tb)
	tb.Cleanup(func() { _ = made.Close() })
	return made
}

func digest() []byte { return make([]byte, tsp.DigestLen) }
