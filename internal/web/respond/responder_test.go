package respond_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
)

func TestStatus(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{fault.New("x", fault.Invalid, "bad"), http.StatusUnprocessableEntity},
		{fault.New("x", fault.Exhausted, "quota_used_up"), http.StatusUnprocessableEntity},
		{fault.New("x", fault.Conflict, "taken"), http.StatusUnprocessableEntity},
		{fault.New("x", fault.NotFound, "none"), http.StatusNotFound},
		{fault.New("x", fault.Denied, "no"), http.StatusForbidden},
		{fault.New("x", fault.Throttled, "slow"), http.StatusTooManyRequests},
		{fault.New("x", fault.Unavailable, "later"), http.StatusServiceUnavailable},
		{fault.New("x", fault.Other, "broken"), http.StatusInternalServerError},
		{errors.New("unexplained"), http.StatusInternalServerError},
		{fmt.Errorf("reading: %w", &http.MaxBytesError{Limit: 1}), http.StatusRequestEntityTooLarge},
	} {
		if got := respond.Status(test.err); got != test.want {
			t.Errorf("%v: %d, want %d", test.err, got, test.want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for path, want := range map[string]string{
		"/certificates":      "/certificates",
		"/v?code=a&b=c":      "/v?code=a&b=c",
		"/":                  "/",
		"":                   "/home",
		"certificates":       "/home",
		"//elsewhere":        "/home",
		`/\elsewhere`:        "/home",
		`/a\b`:               "/home",
		"https://elsewhere":  "/home",
		"javascript:alert()": "/home",
		"/a\r\nX: y":         "/home",
		"/\x00":              "/home",
		"/\x7f":              "/home",
	} {
		if got := respond.LocalPath(path, "/home"); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

// What PutOnce leaves is taken once, by its own page, in whatever script.
func TestOnce(t *testing.T) {
	p := &respond.Responder{}
	put := httptest.NewRecorder()
	p.PutOnce(put, "/recover", "username", "用户 \"x\"")
	cookie := put.Result().Cookies()[0]
	if cookie.Path != "/recover" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("%s", cookie)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/recover", nil)
	if got := p.TakeOnce(httptest.NewRecorder(), request, "/recover", "username"); got != "" {
		t.Errorf("%q, and nothing was put", got)
	}
	request.AddCookie(cookie)
	taken := httptest.NewRecorder()
	if got := p.TakeOnce(taken, request, "/recover", "username"); got != "用户 \"x\"" {
		t.Errorf("%q", got)
	}
	if gone := taken.Result().Cookies()[0]; gone.Name != cookie.Name || gone.MaxAge >= 0 || gone.Path != cookie.Path {
		t.Errorf("not removed: %s", gone)
	}
	forged := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/recover", nil)
	forged.AddCookie(&http.Cookie{Name: cookie.Name, Value: "***"})
	if got := p.TakeOnce(httptest.NewRecorder(), forged, "/recover", "username"); got != "" {
		t.Errorf("%q from a cookie that is not ours", got)
	}
}
