package app_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/timestamps"
	"yinxin.example/yinxin/verify"
)

// asksOverHTTP has a world stamped by the demonstration's authority over HTTP,
// which is down while the returned switch says so.
func asksOverHTTP(t *testing.T, w *world.World) (down *atomic.Bool) {
	t.Helper()
	tsa, err := demo.OpenTSA(t.Context(), w.App)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.OpenIssuer(t.Context(), w.App); err != nil {
		t.Fatal(err)
	}
	down = new(atomic.Bool)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if down.Load() {
			http.Error(out, "down", http.StatusServiceUnavailable)
			return
		}
		tsa.ServeHTTP(out, in)
	}))
	t.Cleanup(server.Close)
	text, err := os.ReadFile(demo.RootCertificate(w.Folder))
	if err != nil {
		t.Fatal(err)
	}
	roots, err := pki.ParseCertificates(text)
	if err != nil {
		t.Fatal(err)
	}
	client, err := timestamps.New(timestamps.Options{
		Authorities: []timestamps.Authority{{URL: server.URL}}, Roots: roots, Now: w.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	w.Pipeline.Stamps = client
	return down
}

// An authority that goes down and comes back, over HTTP and beside a server: the
// copy is good at once, operators hear of it, and it is raised by itself.
func TestCopiesAreRaisedByTheServerOnceTheAuthorityIsBack(t *testing.T) {
	w := world.Sealing(t)
	down := asksOverHTTP(t, w)
	w.Pipeline.Later = true
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		all, err := tx.Seals(ctx)
		for _, s := range all {
			s.Level = "b-lta"
			err = errors.Join(err, tx.UpdateSeal(ctx, s))
		}
		return err
	})
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	down.Store(true)
	applied := w.Apply(t, a, c)
	w.Seal(t)
	if got := w.Copy(t, applied.Code); got.State != cert.Ready || level(t, w, a, applied.Code) != "B-B" {
		t.Fatalf("copy is %s", got.State)
	}
	base, stop := serving(t, w)
	if status, body := get(t, base+"/readyz"); status != http.StatusOK || !strings.Contains(body, `"raising":"copies_rising"`) {
		t.Errorf("/readyz: %d %s", status, body)
	}
	if _, body := get(t, base+"/metrics"); !strings.Contains(body, "yinxin_copies_raising 1") {
		t.Error("/metrics does not count it")
	}

	down.Store(false)
	w.Clock.Advance(time.Hour) // the authority's rest is over
	limit := time.After(time.Minute)
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for len(w.Copy(t, applied.Code).Digests) == 1 {
		select {
		case <-limit:
			t.Fatal("never raised")
		case <-look.C:
		}
	}
	if status, body := get(t, base+"/readyz"); status != http.StatusOK || !strings.Contains(body, `"raising":"ok"`) {
		t.Errorf("/readyz: %d %s", status, body)
	}
	if _, err := stop(); err != nil {
		t.Fatal(err)
	}
	if got := level(t, w, a, applied.Code); got != "B-LTA" {
		t.Errorf("raised to %s", got)
	}
}

// level is that of the file which a holder downloads, as far as it is valid.
func level(t *testing.T, w *world.World, a store.Account, code cert.Code) string {
	t.Helper()
	_, file, err := w.Holding.File(t.Context(), a, code)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: w.Clock.Now()})
	if err != nil || r.Verdict != verify.Valid {
		t.Fatalf("%s %v, %v", r.Verdict, r.Reasons, err)
	}
	return r.Signers[0].Level
}
