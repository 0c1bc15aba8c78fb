package app_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestAfterARotationEverythingIsReadByEveryProcess(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		made := w.Apply(t, a, c)
		other := w.Another(t) // a server that runs meanwhile
		for _, want := range []uint32{2, 3} {
			number, done, err := w.RotateKeys(t.Context())
			if err != nil || number != want || done == 0 {
				t.Fatalf("key %d, %d values, %v", number, done, err)
			}
		}
		if _, done, err := w.RotateKeys(t.Context()); err != nil || done == 0 {
			t.Fatalf("%d values, %v", done, err)
		}
		items, err := other.Holding.List(t.Context(), a)
		if err != nil || len(items) != 1 {
			t.Fatalf("%d certificates, %v", len(items), err)
		}
		if diff := cmp.Diff(c, items[0].Certificate); diff != "" {
			t.Error(diff)
		}
		if err := other.Pipeline.SealPending(t.Context()); err != nil {
			t.Error(err)
		}
		if got := w.Copy(t, made.Code); got.State != cert.Ready {
			t.Errorf("copy is %s", got.State)
		}
		another := w.Another(t)
		if items, err = another.Holding.List(t.Context(), a); err != nil || len(items) != 1 {
			t.Errorf("a new process: %d certificates, %v", len(items), err)
		}
	})
}

func TestTheAddressIsFixedWhenTheFolderIsMade(t *testing.T) {
	folder := t.TempDir()
	open := func(publicURL string) *app.App {
		t.Helper()
		conf := config.Default()
		conf.Data, conf.PublicURL, conf.MasterKeyFile = filepath.Join(folder, "data"), publicURL, masterKey(t, folder)
		a, err := app.Open(t.Context(), conf, app.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		return a
	}
	open("https://first.example")
	if got := open("https://second.example").Address("X"); got != "https://first.example/v/X" {
		t.Errorf("copies would bear %s", got)
	}
}

func masterKey(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "master.key")
	if err := os.WriteFile(path, []byte(strings.Repeat("5a", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestADemonstrationIsNotServed(t *testing.T) {
	w := world.Bare(t)
	conf := w.Config
	conf.MasterKeyFile = masterKey(t, t.TempDir())
	_, err := app.Open(t.Context(), conf, app.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if fault.KindOf(err) != fault.Denied || fault.ReasonOf(err) != "demo_folder" {
		t.Errorf("opened: %v", err)
	}
}

// serving serves a world until the returned function is called, which gives
// what Serve returned and how long it took to end.
func serving(t *testing.T, w *world.World) (base string, stop func() (time.Duration, error)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Serve(ctx, l, nil) }()
	return "http://" + l.Addr().String(), func() (time.Duration, error) {
		began := time.Now()
		cancel()
		return time.Since(began), <-ended
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Timeout: time.Minute}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var b strings.Builder
	if err := response.Write(&b); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, b.String()
}

func TestAServerSealsWhatIsAppliedForAndEndsInTime(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		_, stop := serving(t, w)
		made := w.Apply(t, a, c)
		limit := time.After(30 * time.Second)
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		for w.Copy(t, made.Code).State != cert.Ready {
			select {
			case <-limit:
				t.Fatal("never sealed")
			case <-look.C:
			}
		}
		if took, err := stop(); err != nil || took > 5*time.Second {
			t.Errorf("ended after %s: %v", took, err)
		}
	})
}

func TestReadyzSaysWhatStops(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	made := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	base, stop := serving(t, w)
	if status, body := get(t, base+"/readyz"); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	w.Clock.Set(w.Copy(t, made.Code).MadeAt.Add(-time.Hour))
	if status, body := get(t, base+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, `"sealing":"clock_behind"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := get(t, base+"/healthz"); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	if _, err := stop(); err != nil {
		t.Error(err)
	}
}

func TestAServerToldToStopWhileItStarts(t *testing.T) {
	w := world.Sealing(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Serve(ctx, l, nil); err != nil {
		t.Error(err)
	}
}

// Leases are given up on stopping, so that another process goes on at once.
func TestAStoppedServerHoldsNothing(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t, func(c *cert.Certificate) { c.Photo = "photos/missing.jpg" })
	made := w.Apply(t, w.Holder(t, c.Holder), c)
	if err := w.Pipeline.SealPending(t.Context()); err == nil {
		t.Fatal("sealed without its photo")
	}
	base, stop := serving(t, w)
	if status, _ := get(t, base+"/healthz"); status != http.StatusOK {
		t.Fatalf("healthz: %d", status)
	}
	if _, err := stop(); err != nil {
		t.Fatal(err)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		claimed, err := tx.ClaimCopies(ctx, "another", w.Clock.Now(), time.Minute, 10)
		if len(claimed) != 1 || claimed[0].Code != made.Code {
			t.Errorf("claimed %d", len(claimed))
		}
		return err
	})
}
