package timestamps_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
	"yinxin.example/yinxin/internal/timestamps"
)

func countNew(n *atomic.Int64) func(net.Conn, http.ConnState) {
	return func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			n.Add(1)
		}
	}
}

func TestTokensOverOneKeptConnection(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	s := r.service(t, now.Now)
	c := client(t, now, r, s)
	for i := range 5 {
		sum := sha256.Sum256([]byte{byte(i)})
		token := must(c.Stamp(t.Context(), sum[:]))(t)
		read := must(tspread.ParseToken(token.DER))(t)
		if !bytes.Equal(read.Digest, sum[:]) || !token.Time.Equal(now.Now()) || token.Accuracy != time.Second || read.Nonce == nil {
			t.Errorf("token of %x at %s ± %s", read.Digest, token.Time, token.Accuracy)
		}
	}
	if s.connections.Load() != 1 {
		t.Errorf("%d connections for queries one after another", s.connections.Load())
	}
	if err := c.Ready(); err != nil {
		t.Error(err)
	}
}

func TestManyInFlightAreBounded(t *testing.T) {
	t.Parallel()
	const all, most = 40, 4
	now := newClock()
	r := newRoot(t, now)
	h := &timestamps.Handler{Authority: r.authority(t, now.Now)}
	var under, peak atomic.Int64
	met := make(chan struct{}) // closed when as many are under way as may be
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		n := under.Add(1)
		defer under.Add(-1)
		for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
		}
		if n == most {
			select {
			case <-met:
			default:
				close(met)
			}
		}
		<-met
		h.ServeHTTP(w, request)
	}))
	c := clientOf(t, timestamps.Options{Now: now.Now, Roots: r.trusted(), AtOnce: most, Timeout: time.Minute}, s)
	var g sync.WaitGroup
	for range all {
		g.Go(func() {
			if _, err := c.Stamp(t.Context(), digest()); err != nil {
				t.Error(err)
			}
		})
	}
	g.Wait()
	if peak.Load() != most || s.connections.Load() > most {
		t.Errorf("%d under way together over %d connections, want %d", peak.Load(), s.connections.Load(), most)
	}
}

// spoiled answers are each refused, with the reason for it.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	now := newClock()
	r, stranger := newRoot(t, now), newRoot(t, now)
	right := &timestamps.Handler{Authority: r.authority(t, now.Now)}
	foreign := &timestamps.Handler{Authority: stranger.authority(t, now.Now)}
	old := must(r.authority(t, now.Now).Respond(t.Context(), must(tspread.ParseQuery(must(tsp.Query(digest(), must(tsp.NewNonce())(t), ""))(t)))(t)))(t)
	reply := func(body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/timestamp-reply")
			_, _ = w.Write(body)
		}
	}
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   fault.Reason
	}{
		"nothing":               {reply(nil), "tsa_malformed"},
		"no DER":                {reply([]byte("hello")), "tsa_malformed"},
		"an answer from before": {reply(old), "tsa_malformed"}, // another nonce
		"of another digest": {func(w http.ResponseWriter, request *http.Request) {
			other := sha256.Sum256([]byte("another"))
			q := must(tspread.ParseQuery(must(io.ReadAll(request.Body))(t)))(t)
			request.Body = io.NopCloser(bytes.NewReader(must(tsp.Query(other[:], q.Nonce, ""))(t)))
			right.ServeHTTP(w, request)
		}, "tsa_malformed"},
		"of a stranger": {foreign.ServeHTTP, "tsa_untrusted"},
		"no certificate": {func(w http.ResponseWriter, request *http.Request) {
			q := must(tspread.ParseQuery(must(io.ReadAll(request.Body))(t)))(t)
			q.Certificates = false
			reply(must(right.Authority.Respond(t.Context(), q))(t))(w, request)
		}, "tsa_untrusted"},
		"refused":   {reply(must(tsp.Refuse(tspread.SystemFailure))(t)), "tsa_refused"},
		"not found": {http.NotFound, "tsa_refused"},
		"moved": {func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, "/elsewhere", http.StatusTemporaryRedirect)
		}, "tsa_refused"},
		"a page": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, "tsa_malformed"},
		"huge":   {reply(make([]byte, 10<<20)), "tsa_malformed"},
		"more than there is room for": {
			reply(der.Element(der.Sequence, der.Element(der.Sequence, []byte{der.Integer, 1, tspread.Granted}), der.Element(der.Sequence, make([]byte, tsp.MaxTokenLen)))),
			"tsa_too_large",
		},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "500")
			reply(old[:100])(w, nil)
		}, "tsa_unreachable"},
		"hung up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "tsa_unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tc.answer)
			c := client(t, now, r, s)
			if _, err := c.Stamp(t.Context(), digest()); fault.ReasonOf(err) != "tsa_unavailable" || !fault.Is(err, fault.Unavailable) {
				t.Errorf("stamped: %v", err)
			}
			if is := c.States()[0].Reason; is != tc.want {
				t.Errorf("%s, want %s", is, tc.want)
			}
		})
	}
}

func TestSlowAuthority(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	slow := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(io.Discard, q.Body) // so that the server sees the client leave
		<-q.Context().Done()
	}))
	c := clientOf(t, timestamps.Options{Now: now.Now, Roots: r.trusted(), Timeout: 50 * time.Millisecond}, slow)
	if _, err := c.Stamp(t.Context(), digest()); fault.ReasonOf(err) != "tsa_unavailable" || c.States()[0].Reason != "tsa_timeout" {
		t.Errorf("%v, %s", err, c.States()[0].Reason)
	}
	// Whoever gives up waiting does the authority no wrong.
	c = clientOf(t, timestamps.Options{Now: now.Now, Roots: r.trusted(), Timeout: time.Minute}, slow)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Stamp(ctx, digest()); err == nil || c.States()[0].Reason != "" {
		t.Errorf("%v, %q", err, c.States()[0].Reason)
	}
}

func TestFailoverInOrder(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	first, second, third := r.service(t, now.Now), r.service(t, now.Now), r.service(t, now.Now)
	c := client(t, now, r, first, second, third)
	counts := func() [3]int64 { return [3]int64{first.asked.Load(), second.asked.Load(), third.asked.Load()} }
	stamp := func(want [3]int64) {
		t.Helper()
		if _, err := c.Stamp(t.Context(), digest()); err != nil {
			t.Error(err)
		}
		if got := counts(); got != want {
			t.Errorf("asked %v times, want %v", got, want)
		}
	}
	stamp([3]int64{1, 0, 0})
	first.spoil(http.NotFound)
	stamp([3]int64{2, 1, 0})
	stamp([3]int64{2, 2, 0}) // the first rests
	second.spoil(http.NotFound)
	stamp([3]int64{2, 3, 1})
	third.spoil(http.NotFound)
	if err := c.Able(t.Context()); err != nil {
		t.Error(err)
	}
	_, _ = c.Stamp(t.Context(), digest())
	if err := c.Able(t.Context()); fault.ReasonOf(err) != "tsa_unavailable" {
		t.Error("able though all rest", err)
	}
	third.spoil(nil)
	now.Advance(time.Second) // both rests are over
	second.spoil(nil)
	stamp([3]int64{3, 4, 2})
	now.Advance(time.Second) // the first rests for two seconds now
	stamp([3]int64{3, 5, 2})
	now.Advance(time.Second)
	first.spoil(nil)
	stamp([3]int64{4, 5, 2})
	stamp([3]int64{5, 5, 2})
}

func TestBackOffDoublesUpToItsBound(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	s := r.service(t, now.Now)
	s.spoil(http.NotFound)
	c := client(t, now, r, s)
	asked := func() int64 {
		_, err := c.Stamp(t.Context(), digest())
		if fault.ReasonOf(err) != "tsa_unavailable" {
			t.Fatal(err)
		}
		return s.asked.Load()
	}
	if asked() != 1 {
		t.Fatal("not asked")
	}
	for i, seconds := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300} {
		wait := time.Duration(seconds) * time.Second
		now.Advance(wait - 1)
		if n := asked(); n != int64(i+1) {
			t.Errorf("asked again within %s", wait)
		}
		now.Advance(1)
		if n := asked(); n != int64(i+2) {
			t.Errorf("not asked again after %s", wait)
		}
	}
	// A clock set back does not prolong it.
	now.Advance(-time.Hour)
	s.spoil(nil)
	if _, err := c.Stamp(t.Context(), digest()); err != nil {
		t.Error(err)
	}
}

func TestRetryAfterIsHeeded(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	s := r.service(t, now.Now)
	s.spoil(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "busy", http.StatusTooManyRequests)
	})
	c := client(t, now, r, s)
	_, _ = c.Stamp(t.Context(), digest())
	s.spoil(nil)
	now.Advance(59 * time.Second)
	if _, err := c.Stamp(t.Context(), digest()); err == nil {
		t.Error("asked before the minute was over")
	}
	now.Advance(time.Second)
	if _, err := c.Stamp(t.Context(), digest()); err != nil {
		t.Error(err)
	}
}

func TestRestartInMidRun(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	s := r.service(t, now.Now)
	c := client(t, now, r, s)
	if _, err := c.Stamp(t.Context(), digest()); err != nil {
		t.Fatal(err)
	}
	address := s.Listener.Addr().String()
	s.CloseClientConnections()
	s.Close()
	if _, err := c.Stamp(t.Context(), digest()); fault.ReasonOf(err) != "tsa_unavailable" || c.States()[0].Reason != "tsa_unreachable" {
		t.Fatalf("%v, %s", err, c.States()[0].Reason)
	}
	l := must(new(net.ListenConfig).Listen(t.Context(), "tcp", address))(t)
	again := &http.Server{Handler: &timestamps.Handler{Authority: r.authority(t, now.Now)}, ReadHeaderTimeout: time.Minute}
	go func() { _ = again.Serve(l) }()
	t.Cleanup(func() { _ = again.Close() })
	now.Advance(time.Second)
	if _, err := c.Stamp(t.Context(), digest()); err != nil || c.Ready() != nil {
		t.Errorf("%v, %v", err, c.Ready())
	}
}

func TestBasicAndBearer(t *testing.T) {
	t.Parallel()
	now := newClock()
	r := newRoot(t, now)
	h := &timestamps.Handler{Authority: r.authority(t, now.Now)}
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("Authorization") != "Bearer a-secret" {
			http.Error(w, "who?", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, q)
	}))
	c := clientOf(t, timestamps.Options{Now: now.Now, Roots: r.trusted(), Authorities: []timestamps.Authority{{URL: s.URL, Authorization: "Bearer a-secret"}}})
	if _, err := c.Stamp(t.Context(), digest()); err != nil {
		t.Error(err)
	}
}
