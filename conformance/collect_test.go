package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// contract answers as the web contract says: a sealed copy is ready at the
// second look.
func contract(t *testing.T) http.Handler {
	t.Helper()
	looks := 0
	mux := http.NewServeMux()
	seeOther := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusSeeOther) }
	}
	page := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
	mux.HandleFunc("GET /login", page("sign in"))
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("username") != "holder" || r.FormValue("password") != "yinxin-demo" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		seeOther("/notice")(w, r)
	})
	mux.HandleFunc("GET /notice", page("notice"))
	mux.HandleFunc("POST /notice", seeOther("/certificates"))
	mux.HandleFunc("GET /certificates", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("session"); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, `<a href="/certificates/a1">1</a><a href="/certificates/a1/endorsements">2</a>
			<a href="/certificates/b2/certificate.pdf?download=1">3</a><a href="/certificates/b2/certificate.pdf">3</a>`)
	})
	mux.HandleFunc("POST /certificates/a1/endorsements", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("scenario") != "本人调用" || len(r.FormValue("valid_until")) != len("2006-01-02") {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		seeOther("/certificates/a1/endorsements")(w, r)
	})
	mux.HandleFunc("GET /certificates/a1/endorsements", func(w http.ResponseWriter, _ *http.Request) {
		if looks++; looks > 2 {
			fmt.Fprint(w, `<a href="/endorsements/ABCD-EFGH-JKMN-P/certificate.pdf">查看</a>`)
		}
	})
	mux.HandleFunc("GET /endorsements/{code}/certificate.pdf", page("%PDF-endorsed"))
	mux.HandleFunc("GET /certificates/b2/certificate.pdf", page("%PDF-direct"))
	return mux
}

func TestCollectGoesTheHoldersWay(t *testing.T) {
	server := httptest.NewServer(contract(t))
	defer server.Close()
	data, folder := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(data, "trust"), 0o700); err != nil {
		t.Fatal(err)
	}
	d := &demo{url: server.URL, data: data}
	if err := os.WriteFile(d.root(), []byte("root"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.collect(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"copy-1.pdf": "%PDF-direct", "copy-2.pdf": "%PDF-endorsed", "root.pem": "root"}
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(got) != content {
			t.Errorf("%s = %q, %v; want %q", name, got, err, content)
		}
	}
}

func TestCollectSaysWhatWasRefused(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	d := &demo{url: server.URL, data: t.TempDir()}
	err := d.collect(t.Context(), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "POST /login: 404") {
		t.Errorf("error = %v", err)
	}
}
