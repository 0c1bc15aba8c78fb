package sms_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/messages/sms"
)

const secret = "0123456789abcdef0123456789abcdef"

func noon() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }

// gateway is an operator's, written from the package's description alone.
type gateway struct {
	now    time.Time
	answer int

	mu   sync.Mutex
	took map[string]map[string]string // by ID
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	content, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	at := r.Header.Get("Yinxin-Timestamp")
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, at+"."+string(content))
	given, _ := hex.DecodeString(strings.TrimPrefix(r.Header.Get("Yinxin-Signature"), "v1="))
	seconds, _ := strconv.ParseInt(at, 10, 64)
	if !hmac.Equal(mac.Sum(nil), given) || g.now.Sub(time.Unix(seconds, 0)).Abs() > sms.Window {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if g.answer != 0 {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(g.answer)
		_, _ = io.WriteString(w, strings.Repeat("number 19900007963 ", 10000))
		return
	}
	said := map[string]string{}
	if json.Unmarshal(content, &said) != nil || said["id"] != r.Header.Get("Idempotency-Key") || r.URL.Path != "/sms" {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.took[said["id"]] = said
}

func open(t *testing.T, g *gateway, key string, now time.Time) *sms.Gateway {
	t.Helper()
	g.took = map[string]map[string]string{}
	server := httptest.NewTLSServer(g)
	t.Cleanup(server.Close)
	s, err := sms.New(sms.Options{
		URL: server.URL + "/sms", Secret: []byte(key), Now: func() time.Time { return now }, Transport: server.Client().Transport,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func message() messages.Message {
	m := messages.OneTimeCode("19900007963", messages.ClaimCode, "012345", 10*time.Minute)
	m.ID = "abc"
	return m
}

func TestAGatewayTakesAMessageOnce(t *testing.T) {
	g := &gateway{now: noon()}
	s := open(t, g, secret, noon().Add(-sms.Window))
	for range 2 {
		if err := s.Send(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
	}
	got := g.took["abc"]
	if len(g.took) != 1 || got["to"] != "19900007963" || got["code"] != "012345" || got["kind"] != "claim_code" || !strings.Contains(got["text"], "012345") {
		t.Errorf("took %v", g.took)
	}
}

func TestFailures(t *testing.T) {
	for name, test := range map[string]struct {
		key    string
		now    time.Time
		answer int
		kind   fault.Kind
	}{
		"another secret":    {key: strings.Repeat("x", 32), kind: fault.Unavailable},
		"too old":           {now: noon().Add(-sms.Window - time.Second), kind: fault.Unavailable},
		"too new":           {now: noon().Add(sms.Window + time.Second), kind: fault.Unavailable},
		"moved":             {answer: http.StatusTemporaryRedirect, kind: fault.Unavailable},
		"busy":              {answer: http.StatusTooManyRequests, kind: fault.Unavailable},
		"broken":            {answer: http.StatusInternalServerError, kind: fault.Unavailable},
		"refused for good":  {answer: http.StatusUnprocessableEntity, kind: fault.Invalid},
		"no such telephone": {answer: http.StatusNotFound, kind: fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			if test.key == "" {
				test.key = secret
			}
			if test.now.IsZero() {
				test.now = noon()
			}
			g := &gateway{now: noon(), answer: test.answer}
			err := open(t, g, test.key, test.now).Send(t.Context(), message())
			if !fault.Is(err, test.kind) || len(g.took) != 0 {
				t.Errorf("%v, kind %d; took %v", err, fault.KindOf(err), g.took)
			}
			if err != nil && (strings.Contains(err.Error(), "19900007963") || strings.Contains(err.Error(), test.key)) {
				t.Errorf("the error says %v", err)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	for _, o := range []sms.Options{
		{URL: "http://gateway.example/sms", Secret: []byte(secret)},
		{URL: "https://user:secret@gateway.example/sms", Secret: []byte(secret)},
		{URL: "file:///sms", Secret: []byte(secret)},
		{URL: "https:///sms", Secret: []byte(secret)},
		{URL: "https://gateway.example/sms", Secret: []byte(secret[1:])},
	} {
		if _, err := sms.New(o); err == nil {
			t.Errorf("%s was accepted", o.URL)
		}
	}
	if _, err := sms.New(sms.Options{URL: "http://127.0.0.1:9/sms", Secret: []byte(secret)}); err != nil {
		t.Error(err)
	}
}
