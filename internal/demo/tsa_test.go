package demo_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
)

// The demo's authority is under the demo's root, stamps by the demo's clock, and
// is the same after a restart.
func TestDemoTSA(t *testing.T) {
	t.Parallel()
	clock := new(demo.Clock)
	clock.Set(time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC))
	conf := config.Default()
	conf.Data, conf.PublicURL = t.TempDir(), "http://127.0.0.1:9"
	if err := app.Folder(conf.Data).MarkDemo(); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), conf, app.Options{Now: clock.Now, Log: slog.New(slog.DiscardHandler), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := demo.Found(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(demo.RootCertificate(a.Folder))
	if err != nil {
		t.Fatal(err)
	}
	roots, err := pki.ParseCertificates(text)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("a signature"))
	var makers []*x509.Certificate
	for range 2 {
		tsa, err := demo.OpenTSA(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		token, err := tsa.Stamp(t.Context(), digest[:])
		if err != nil {
			t.Fatal(err)
		}
		if token.Time.Year() != 2031 {
			t.Errorf("stamped at %s", token.Time)
		}
		makers = append(makers, checkToken(t, token.DER, digest[:], roots))

		query, err := tsp.Query(digest[:], big.NewInt(7), "")
		if err != nil {
			t.Fatal(err)
		}
		method, path, _ := strings.Cut(tsa.Pattern(), " ")
		r := httptest.NewRequestWithContext(t.Context(), method, path, bytes.NewReader(query))
		r.Header.Set("Content-Type", "application/timestamp-query")
		answer := httptest.NewRecorder()
		tsa.ServeHTTP(answer, r)
		der, err := tspread.ParseResponse(answer.Body.Bytes())
		if err != nil || answer.Code != http.StatusOK {
			t.Fatal(answer.Code, err)
		}
		checkToken(t, der, digest[:], roots)
	}
	if !makers[0].Equal(makers[1]) {
		t.Error("made anew at a restart")
	}
	if left, err := filepath.Glob(filepath.Join(a.Folder.Trust(), "*.pem")); err != nil || len(left) != 1 {
		t.Errorf("roots in the trust folder: %v, %v", left, err)
	}
}

func checkToken(t *testing.T, der, digest []byte, roots []*x509.Certificate) *x509.Certificate {
	t.Helper()
	token, err := tspread.ParseToken(der)
	if err != nil {
		t.Fatal(err)
	}
	if err := token.Answers(tspread.Wanted{Hash: crypto.SHA256, Digest: digest, Policy: statement.DemoPolicy}); err != nil {
		t.Error(err)
	}
	path, err := tspread.NewRoots(roots).Check(token)
	if err != nil {
		t.Fatal(err)
	}
	return path[0]
}
