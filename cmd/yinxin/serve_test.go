package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

// installation writes a configuration with a master key over a new PostgreSQL
// database, and returns its path.
func installation(t *testing.T) (path string, conf config.Config) {
	t.Helper()
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("master.key", strings.Repeat("5a", 32))
	path = write("yinxin.yaml", fmt.Sprintf("public_url: http://127.0.0.1:9\ndata: data\nlisten: 127.0.0.1:0\n"+
		"master_key_file: master.key\ndatabase: %q\n", testenv.Postgres(t)))
	conf, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	world.ShareGlyphs(t, app.Folder(conf.Data))
	return path, conf
}

// withSeals gives an installation seals and the demonstration's holder. There
// is no other way to seals yet than a demonstration's.
func withSeals(t *testing.T, conf config.Config) {
	t.Helper()
	w := world.Open(t, conf, app.Options{Now: now})
	if err := demo.Found(t.Context(), w.App); err != nil {
		t.Fatal(err)
	}
	who := world.Person()
	_, err := w.SignIn.Enrol(t.Context(), "system", signin.Enrolment{
		Username: "holder", Password: demo.Password, Role: store.HolderRole,
		Name: who.Name, Document: who.Document, Phone: who.Mobile,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAKilledServerOnPostgreSQLKeepsItsPromises(t *testing.T) {
	path, conf := installation(t)
	withSeals(t, conf)
	killed(t, conf, false, 3, "serve", "--config", path)
}

func TestServeOnPostgreSQL(t *testing.T) {
	path, conf := installation(t)
	samples := filepath.Join(testenv.Root(t), "internal", "delivery", "testdata")
	run(t, "catalogue", "load", filepath.Join(samples, "catalogue.csv"), "--config", path)
	p := start(t, "serve", "--config", path)
	for _, page := range []string{"/", "/coverage", "/help", "/verify", "/login", "/register", "/healthz"} {
		if status := p.status(t, page); status != http.StatusOK {
			t.Errorf("%s: status %d", page, status)
		}
	}
	if status := p.status(t, "/v/0000-0000-0000-0"); status != http.StatusNotFound {
		t.Errorf("an unknown code: status %d", status)
	}

	// An import beside the running server.
	out := run(t, "import", filepath.Join(samples, "certificates.csv"), "--config", path)
	if !strings.Contains(out, "295 新增 added") {
		t.Errorf("import says %s", out)
	}
	if status, took := p.stop(t, syscall.SIGINT); status != 0 || took > 5*time.Second {
		t.Errorf("SIGINT: status %d after %s\n%s", status, took, p.said())
	}
	if strings.Contains(p.said(), "119945198805178925") || strings.Contains(p.said(), conf.Database) {
		t.Errorf("the log tells what it must not:\n%s", p.said())
	}
}

// run runs a command to its end and returns what it prints.
func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "yinxin", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestImportBesideARunningDemonstration(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	p := start(t, "demo", "--data", folder, "--listen", "127.0.0.1:0")
	faulty := filepath.Join(testenv.Root(t), "internal", "delivery", "testdata", "certificates-faulty.csv")

	// Two at once: what one has stored is unchanged for the other.
	results := make(chan string, 2)
	for range cap(results) {
		go func() {
			out, _ := exec.CommandContext(t.Context(), "yinxin", "import", faulty, "--data", folder).CombinedOutput()
			results <- string(out)
		}()
	}
	added := 0
	for range cap(results) {
		out := <-results
		var rows, fresh, unchanged, refused int
		line := out[strings.LastIndex(out, "\r")+1:]
		line = line[strings.Index(line, "\n")+1:]
		if _, err := fmt.Sscanf(line, "%d 行 rows: %d 新增 added, %d 无变化 unchanged, %d 未通过 refused", &rows, &fresh, &unchanged, &refused); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		if rows != 35 || fresh+unchanged != 12 || refused != 23 {
			t.Errorf("%d rows, %d new, %d unchanged, %d refused", rows, fresh, unchanged, refused)
		}
		added += fresh
	}
	if added != 12 {
		t.Errorf("%d added in all, want 12", added)
	}
	if status := p.status(t, "/readyz"); status != http.StatusOK {
		t.Errorf("readyz: status %d", status)
	}
}

// BenchmarkSecondStart is how long a demonstration that is there already
// takes until it answers.
func BenchmarkSecondStart(b *testing.B) {
	folder := b.TempDir()
	world.Demonstration(b, folder)
	for b.Loop() {
		p := start(b, "demo", "--data", folder, "--listen", "127.0.0.1:0")
		b.StopTimer()
		p.kill(b)
		b.StartTimer()
	}
}
