package telemetry

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestLogLinesCarryTheRequestAndHideNumbers(t *testing.T) {
	var out bytes.Buffer
	log, err := NewLogger(&out, slog.LevelInfo, "json")
	if err != nil {
		t.Fatal(err)
	}
	ctx := WithRequestID(t.Context(), "abc")
	log.With("part", "test").WithGroup("g").InfoContext(ctx, "asked about 11990519690803713X",
		slog.Any("error", errors.New("row 11990519690803713X, phone 19900007963")), slog.Int("rows", 295))
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	group, _ := line["g"].(map[string]any)
	if line["part"] != "test" || group["request_id"] != "abc" || group["rows"] != float64(295) {
		t.Errorf("line lacks its attributes: %s", out.String())
	}
	if strings.Contains(out.String(), "1199051") || strings.Contains(out.String(), "199000") {
		t.Errorf("a person's number was logged: %s", out.String())
	}
	out.Reset()
	log.DebugContext(ctx, "not at this level")
	if out.Len() != 0 {
		t.Errorf("debug was logged at level info: %s", out.String())
	}
	if _, err := NewLogger(&out, slog.LevelInfo, "xml"); err == nil {
		t.Error("format xml was accepted")
	}
}

func TestHideNumbers(t *testing.T) {
	tests := map[string]string{
		"":                                   "",
		"no number":                          "no number",
		"id=11990519690803713X.":             "id=[number].",
		"old 119905690803713":                "old [number]",
		"lower 11990519690803713x":           "lower [number]",
		"phone 19900007963!":                 "phone [number]!",
		"pass H12345678 and E12345678":       "pass [number] and [number]",
		"port 8080, 2026-11-22, 123456":      "port 8080, 2026-11-22, 123456",
		"code 7K3M-9PQR-2XYZ-A is public":    "code 7K3M-9PQR-2XYZ-A is public",
		"姓名11990519690803713X号":              "姓名[number]号",
		"digest 9f86d081884c7d659a2feaa0c55": "digest 9f86d081884c7d659a2feaa0c55",
	}
	for in, want := range tests {
		if got := HideNumbers(in); got != want {
			t.Errorf("HideNumbers(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMetricsAreServed(t *testing.T) {
	m := NewMetrics("test")
	m.Request("GET /certificates/{id}", 200, 3*time.Millisecond)
	m.Request("GET /certificates/{id}", 404, time.Millisecond)
	m.CopySealed(2 * time.Millisecond)
	m.CopyFailed("certificate_changed")
	m.Checked("valid")
	m.Login("login_failed")
	if err := m.Pending(func() float64 { return 7 }); err != nil {
		t.Fatal(err)
	}
	if err := m.Pending(func() float64 { return 8 }); err == nil {
		t.Error("the same gauge was added twice")
	}
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`yinxin_http_requests_total{route="GET /certificates/{id}",status="404"} 1`,
		`yinxin_http_request_seconds_count{route="GET /certificates/{id}"} 2`,
		`yinxin_copies_total{result="ready"} 1`,
		`yinxin_copies_total{result="certificate_changed"} 1`,
		`yinxin_seal_seconds_count 1`,
		`yinxin_checks_total{verdict="valid"} 1`,
		`yinxin_logins_total{result="login_failed"} 1`,
		`yinxin_copies_pending 7`,
		`yinxin_build_info{version="test"} 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}

func TestNilMetricsCountNothing(*testing.T) {
	var m *Metrics
	m.Request("/", 200, 0)
	m.CopySealed(0)
	m.CopyFailed("x")
	m.Checked("valid")
	m.Login("ok")
}

func TestRequestIDs(t *testing.T) {
	a, b := NewRequestID(), NewRequestID()
	if a == b || len(a) != 16 {
		t.Errorf("request IDs %q and %q", a, b)
	}
	if RequestID(t.Context()) != "" {
		t.Error("an ID outside a request")
	}
}
