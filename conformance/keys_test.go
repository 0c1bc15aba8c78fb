package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestAKeyIsMadeByTheForm(t *testing.T) {
	key := "yinxin_" + strings.Repeat("a2", 26)
	shows := key
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `<input type="hidden" name="token" value="of the form">`)
		case r.FormValue("token") != "of the form" || r.FormValue("name") != "x":
			w.WriteHeader(http.StatusForbidden)
		default:
			_, _ = io.WriteString(w, "<code>"+shows+"</code>")
		}
	}))
	defer server.Close()
	h, err := (&demo{url: server.URL}).visitor()
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.makeKey(t.Context(), "/keys", url.Values{"name": {"x"}})
	if err != nil || got != key {
		t.Errorf("%q, %v", got, err)
	}
	shows = key[:20]
	if got, err := h.makeKey(t.Context(), "/keys", url.Values{"name": {"x"}}); err == nil {
		t.Errorf("a page without a key gives %q", got)
	}
	if _, err := h.makeKey(t.Context(), "/keys", url.Values{"name": {"y"}}); err == nil {
		t.Error("a refused form gives a key")
	}
}
