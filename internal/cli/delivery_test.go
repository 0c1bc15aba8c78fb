package cli_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cli"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/testenv/world"
)

// work does what a server's background would, once.
func work(t *testing.T, folder string) {
	t.Helper()
	conf := config.Default()
	conf.Data, conf.DeliversFor = folder, demo.DeliversFor()
	a, err := app.Open(t.Context(), conf, app.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Intake.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestADeliveryByCommand(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	world.Demonstration(t, folder)
	run := func(t *testing.T, want int, by string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		status := cli.Main(append(append([]string{"delivery"}, args...), "--data", folder, "--by", by), &out, &out)
		if status != want {
			t.Fatalf("%v by %s: status %d, said %q", args, by, status, out.String())
		}
		return out.String()
	}
	says := func(t *testing.T, said string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("said %q, want %q in it", said, want)
			}
		}
	}
	file := filepath.Join("..", "delivery", "testdata", "certificates-faulty.csv")
	says(t, run(t, 2, "reviewer", "upload", file), "duty_missing")
	id := strings.TrimSpace(run(t, 0, "officer", "upload", file))
	says(t, run(t, 2, "officer", "submit", id), "delivery_state")
	work(t, folder)
	says(t, run(t, 0, "officer", "list"), id, "checked", "certificates-faulty.csv")
	says(t, run(t, 0, "officer", "show", id), "refused 23", "name_unrenderable")
	says(t, run(t, 2, "officer2", "show", id), "delivery_not_found")

	rows := filepath.Join(t.TempDir(), "rows.csv")
	run(t, 0, "officer", "rows", id, rows)
	if content, err := os.ReadFile(rows); err != nil || bytes.Count(content, []byte("\n")) != 24 {
		t.Errorf("%d lines, %v; want the header and 23 rows", bytes.Count(content, []byte("\n")), err)
	}
	says(t, run(t, 2, "officer", "submit", id, "--publish-at", "tomorrow"), "publish_at_malformed")
	says(t, run(t, 0, "officer", "submit", id), "/console/deliveries/"+id)
	run(t, 0, "officer", "discard", id)
	work(t, folder)
	says(t, run(t, 0, "officer", "show", id), "undone")
}
