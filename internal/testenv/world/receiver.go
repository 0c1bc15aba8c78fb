package world

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Receiver is an organisation's own server that takes events, written from what
// Standard Webhooks says and not from what sends them.
type Receiver struct {
	URL string // on this machine, in the clear

	mu       sync.Mutex
	secret   string // as it was shown: whsec_…
	now      func() time.Time
	answer   int // of HTTP; 0 for 204
	took     []Taken
	refused  int
	requests int
	held     func()
}

// Taken is an event that was signed as it should be.
type Taken struct {
	ID   string
	Body string
}

// NewReceiver starts a receiver.
func NewReceiver(t testing.TB, now func() time.Time) *Receiver {
	t.Helper()
	r := &Receiver{now: now}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.URL = server.URL + "/yinxin"
	return r
}

// Expect has the receiver take what is signed with a secret.
func (r *Receiver) Expect(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secret = secret
}

// Answer has the receiver answer with a status from now on, taking nothing
// unless it is 0.
func (r *Receiver) Answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = status
}

// Hold calls f with each request before it is answered.
func (r *Receiver) Hold(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = f
}

// Took is what the receiver took, in order, and how many requests it refused.
func (r *Receiver) Took() (took []Taken, refused int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Taken(nil), r.took...), r.refused
}

// Requests is how many requests came.
func (r *Receiver) Requests() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests
}

// ServeHTTP implements http.Handler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	r.mu.Lock()
	held := r.held
	r.mu.Unlock()
	if held != nil {
		held()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests++
	if r.answer != 0 {
		w.WriteHeader(r.answer)
		return
	}
	if err := verifyWebhook(r.secret, r.now(), q.Header, body); err != nil || q.Method != http.MethodPost {
		r.refused++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.took = append(r.took, Taken{q.Header.Get("webhook-id"), string(body)})
	w.WriteHeader(http.StatusNoContent)
}

// verifyWebhook checks a request as the specification tells a receiver to.
func verifyWebhook(secret string, now time.Time, h http.Header, body []byte) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 {
		return errors.New("no secret")
	}
	id, at := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return errors.New("not of this time")
	}
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, id+"."+at+"."+string(body))
	for _, one := range strings.Fields(h.Get("webhook-signature")) {
		version, text, _ := strings.Cut(one, ",")
		given, err := base64.StdEncoding.DecodeString(text)
		if err == nil && version == "v1" && hmac.Equal(given, mac.Sum(nil)) {
			return nil
		}
	}
	return errors.New("not signed with this secret")
}
