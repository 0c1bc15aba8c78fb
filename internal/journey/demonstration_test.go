package journey_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/store"
)

// began is when every demonstration begins, a moment at which it is the same
// day in Shanghai and in UTC.
const began = "2026-11-22T12:31:07+08:00"

func newClock() *demo.Clock {
	at, err := time.Parse(time.RFC3339, began)
	if err != nil {
		panic(err) // of a constant
	}
	clock := new(demo.Clock)
	clock.Set(at)
	return clock
}

// demonstration is one that runs, with the handles a test needs to it.
type demonstration struct {
	URL   string // without a slash at the end
	App   *app.App
	Clock *demo.Clock
	Log   *logbook
	Blobs *gate
}

// start runs a fresh demonstration until the test ends.
func start(t *testing.T) *demonstration {
	t.Helper()
	return startIn(t, clone(t))
}

// startIn runs the demonstration of a folder until the test ends.
func startIn(t *testing.T, folder string) *demonstration {
	t.Helper()
	return startWith(t, folder, nil)
}

// startWith is startIn with routes of the test's own. It fails the test when
// the demonstration does not stop in the five seconds it promises.
func startWith(t *testing.T, folder string, routes map[string]http.Handler) *demonstration {
	t.Helper()
	d := &demonstration{Clock: newClock(), Log: new(logbook)}
	ctx, stop := context.WithCancel(context.Background())
	a, err := open(ctx, folder, d.Clock, d.Log)
	if err != nil {
		t.Fatal(err)
	}
	d.App, d.Blobs = a, &gate{Store: a.Blobs}
	a.Pipeline.Blobs = d.Blobs
	if err := demo.OpenIssuer(ctx, a); err != nil {
		t.Fatal(err)
	}
	tsa, err := demo.OpenTSA(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.URL = "http://" + l.Addr().String()
	all := map[string]http.Handler{tsa.Pattern(): tsa}
	maps.Copy(all, routes)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l, all) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-served:
			if err := errors.Join(err, a.Close()); err != nil {
				t.Errorf("stopping: %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Error("the demonstration does not stop within five seconds")
		}
	})
	return d
}

// open opens a demonstration's folder as the command does, with passwords
// hashed cheaply.
func open(ctx context.Context, folder string, clock *demo.Clock, log *logbook) (*app.App, error) {
	if err := demo.Ready(app.Folder(folder)); err != nil {
		return nil, err
	}
	c := config.Default()
	c.Data, c.PublicURL = folder, "http://127.0.0.1:8080"
	c.Telephones = []config.Telephone{{Authority: "示例人事考试中心", Number: "000-00000000", Hours: "演示号码，无人接听"}}
	c.DeliversFor = demo.DeliversFor()
	c.Webhooks = demo.Webhooks()
	c.Limits.PasswordMemory = 1
	return app.Open(ctx, c, app.Options{Now: clock.Now, Log: log.logger(), Demo: true, Press: true})
}

// clone copies the master, but for the glyph records, which are only read.
func clone(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "demo")
	glyphs := filepath.Base(app.Folder(master).Glyphs())
	err := filepath.WalkDir(master, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(folder, strings.TrimPrefix(path, master))
		switch {
		case entry.IsDir() && entry.Name() == glyphs:
			if err := os.Symlink(path, to); err != nil {
				return err
			}
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(to, 0o700)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, content, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// outbox is the demonstration's messages to a telephone, oldest first.
func (d *demonstration) outbox(t *testing.T, phone string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(d.App.Config.OutboxFolder(), "*-sms-"+phone+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// lastCode is the newest one-time code sent to a telephone. Other messages may
// arrive after it, from the background.
func (d *demonstration) lastCode(t *testing.T, phone string) string {
	t.Helper()
	for _, message := range slices.Backward(d.outbox(t, phone)) {
		if _, after, found := strings.Cut(message, "验证码: "); found {
			code, _, _ := strings.Cut(after, "\n")
			return code
		}
	}
	t.Fatalf("no code to %s", phone)
	return ""
}

// toldOf waits until the background has sent a message that holds the words to a
// telephone.
func (d *demonstration) toldOf(t *testing.T, phone, words string) {
	t.Helper()
	limit, look := time.NewTimer(10*time.Second), time.NewTicker(20*time.Millisecond)
	defer limit.Stop()
	defer look.Stop()
	holds := func(message string) bool { return strings.Contains(message, words) }
	for !slices.ContainsFunc(d.outbox(t, phone), holds) {
		select {
		case <-look.C:
		case <-limit.C:
			t.Fatalf("nobody told %s of %q", phone, words)
		}
	}
}

// setting changes a value fixed for the installation of a folder.
func setting(t *testing.T, folder, name, value string) {
	t.Helper()
	a, err := open(t.Context(), folder, newClock(), new(logbook))
	if err != nil {
		t.Fatal(err)
	}
	err = a.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.PutSetting(ctx, name, value)
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
}

// logbook keeps every line that a demonstration logs, from debug up, before
// anything is hidden.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logbook) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write implements io.Writer.
func (b *logbook) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(line)
}

// String is everything logged so far.
func (b *logbook) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
