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

func TestAReportIsCollected(t *testing.T) {
	var handedIn []string
	looks := 0
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<input name="token" value="t1">`) })
	mux.HandleFunc("POST /check/notice", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("token") != "t1" {
			w.WriteHeader(http.StatusForbidden)
		}
	})
	mux.HandleFunc("GET /check/batches", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<input name="token" value="t1"><a href="/check/batches/template">t</a>`)
		if len(handedIn) > 0 {
			fmt.Fprint(w, `<a href="/check/batches/b1">b</a>`)
		}
	})
	mux.HandleFunc("POST /check/batches/files", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("token") != "t1" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		for _, f := range r.MultipartForm.File["file"] {
			handedIn = append(handedIn, f.Filename)
		}
	})
	mux.HandleFunc("GET /check/batches/b1", func(w http.ResponseWriter, _ *http.Request) {
		if looks++; looks > 2 {
			fmt.Fprint(w, `<a href="/check/batches/b1/report.pdf">r</a>`)
		}
	})
	mux.HandleFunc("GET /check/batches/b1/report.pdf", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "%PDF-report") })
	server := httptest.NewServer(mux)
	defer server.Close()
	folder := t.TempDir()
	for _, name := range []string{"copy-1.pdf", "copy-2.pdf", "root.pem"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := &demo{url: server.URL}
	if err := d.collectReport(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(handedIn, " "); got != "copy-1.pdf copy-2.pdf" {
		t.Errorf("handed in %s", got)
	}
	if got, err := os.ReadFile(filepath.Join(folder, reportFile)); err != nil || string(got) != "%PDF-report" {
		t.Errorf("%q, %v", got, err)
	}
}
