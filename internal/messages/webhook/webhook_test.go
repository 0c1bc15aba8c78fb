package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/messages/webhook"
)

func noon() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }

func loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// verify checks a request as the specification tells a receiver to, and returns
// its ID and body. It knows nothing of the package it tests.
func verify(secret []byte, now time.Time, h http.Header, body []byte) (id string, err error) {
	id, at := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return "", errors.New("not of this time")
	}
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, id+"."+at+"."+string(body))
	for _, one := range strings.Fields(h.Get("webhook-signature")) {
		version, text, _ := strings.Cut(one, ",")
		given, err := base64.StdEncoding.DecodeString(text)
		if err == nil && version == "v1" && hmac.Equal(given, mac.Sum(nil)) {
			return id, nil
		}
	}
	return "", errors.New("not signed with this secret")
}

// taken is a request as a receiver took it.
type taken struct {
	header http.Header
	body   []byte
}

func receiver(t *testing.T, answer http.HandlerFunc) (url string, roots *x509.CertPool, got *[]taken) {
	t.Helper()
	got = new([]taken)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		*got = append(*got, taken{r.Header, body})
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	roots = x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server.URL, roots, got
}

func poster(t *testing.T, o webhook.Options) *webhook.Poster {
	t.Helper()
	if o.Ports == nil {
		o.Ports = []int{0}
	}
	p := webhook.New(o)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func call(url string, secrets ...[]byte) messages.Call {
	return messages.Call{ID: "evt", URL: url, At: noon(), Secrets: secrets, Body: []byte(`{"type":"certificate.revoked"}`)}
}

func TestWhatIsSentIsSigned(t *testing.T) {
	old, secret := []byte("the old secret"), []byte("the new secret")
	url, roots, got := receiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	p := poster(t, webhook.Options{Networks: loopback(), Roots: roots})
	for _, secrets := range [][][]byte{{secret}, {secret, old}} {
		status, err := p.Call(t.Context(), call(url+"/hook?token=1", secrets...))
		if err != nil || status != http.StatusNoContent {
			t.Fatalf("%d, %v", status, err)
		}
	}
	one, both := (*got)[0], (*got)[1]
	for name, test := range map[string]struct {
		secret []byte
		now    time.Time
		of     taken
		change func(h http.Header, body []byte) []byte
		wrong  bool
	}{
		"genuine":                 {secret: secret, of: one},
		"old secret, both signed": {secret: old, of: both},
		"new secret, both signed": {secret: secret, of: both},
		"old secret, one signed":  {secret: old, of: one, wrong: true},
		"another secret":          {secret: []byte("x"), of: both, wrong: true},
		"too late":                {secret: secret, of: one, now: noon().Add(6 * time.Minute), wrong: true},
		"another body": {secret: secret, of: one, wrong: true, change: func(_ http.Header, body []byte) []byte {
			return append(body, ' ')
		}},
		"another time": {secret: secret, of: one, wrong: true, change: func(h http.Header, body []byte) []byte {
			h.Set("webhook-timestamp", strconv.FormatInt(noon().Unix()+1, 10))
			return body
		}},
		"another event": {secret: secret, of: one, wrong: true, change: func(h http.Header, body []byte) []byte {
			h.Set("webhook-id", "evt2")
			return body
		}},
		"unsigned": {secret: secret, of: one, wrong: true, change: func(h http.Header, body []byte) []byte {
			h.Del("webhook-signature")
			return body
		}},
	} {
		t.Run(name, func(t *testing.T) {
			header, body := test.of.header.Clone(), test.of.body
			if test.change != nil {
				body = test.change(header, body)
			}
			if test.now.IsZero() {
				test.now = noon()
			}
			if id, err := verify(test.secret, test.now, header, body); (err != nil) != test.wrong || err == nil && id != "evt" {
				t.Errorf("%q, %v", id, err)
			}
		})
	}
	if one.header.Get("Content-Type") != "application/json" || string(one.body) != `{"type":"certificate.revoked"}` {
		t.Errorf("sent %v %s", one.header, one.body)
	}
}

func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		status int
		reason fault.Reason
	}{
		"taken":   {func(http.ResponseWriter, *http.Request) {}, 200, ""},
		"refused": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, 401, "webhook_refused"},
		"gone":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, 410, "webhook_gone"},
		"broken":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, 503, "webhook_refused"},
		"huge": {func(w http.ResponseWriter, _ *http.Request) {
			for range 1 << 10 {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		}, 200, ""},
		"a huge header": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 64<<10))
		}, 0, "webhook_unreachable"},
		"cut off": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "webhook_unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			url, roots, _ := receiver(t, test.answer)
			status, err := poster(t, webhook.Options{Networks: loopback(), Roots: roots}).Call(t.Context(), call(url, []byte("s")))
			if status != test.status || fault.ReasonOf(err) != test.reason {
				t.Errorf("%d, %v", status, err)
			}
			if err != nil && strings.Contains(err.Error(), "127.0.0.1") {
				t.Errorf("the error names an address: %v", err)
			}
		})
	}
}

func TestNothingIsRedirected(t *testing.T) {
	inner, _, reached := receiver(t, func(http.ResponseWriter, *http.Request) {})
	for _, status := range []int{301, 302, 303, 307, 308} {
		url, roots, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inner, status) })
		got, err := poster(t, webhook.Options{Networks: loopback(), Roots: roots}).Call(t.Context(), call(url, []byte("s")))
		if got != status || fault.ReasonOf(err) != "webhook_refused" || len(*reached) != 0 {
			t.Errorf("%d: %d, %v; %d requests came through", status, got, err, len(*reached))
		}
	}
}

// A receiver that says nothing, or a byte at a time, holds a call no longer than
// its time.
func TestSlowReceivers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, c) }() // it takes everything and says nothing
		}
	}()
	for _, scheme := range []string{"http://", "https://"} {
		began := time.Now()
		status, err := poster(t, webhook.Options{Networks: loopback(), Timeout: 50 * time.Millisecond}).
			Call(t.Context(), call(scheme+listener.Addr().String(), []byte("s")))
		if status != 0 || fault.ReasonOf(err) != "webhook_timeout" || time.Since(began) > 5*time.Second {
			t.Errorf("%s: %d, %v after %s", scheme, status, err, time.Since(began))
		}
	}
}

func TestAStrangersCertificate(t *testing.T) {
	url, _, got := receiver(t, func(http.ResponseWriter, *http.Request) {})
	_, err := poster(t, webhook.Options{Networks: loopback(), Roots: x509.NewCertPool()}).Call(t.Context(), call(url, []byte("s")))
	if fault.ReasonOf(err) != "webhook_untrusted" || len(*got) != 0 {
		t.Errorf("%v; %d requests came through", err, len(*got))
	}
}
