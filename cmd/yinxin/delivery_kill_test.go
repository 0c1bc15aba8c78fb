package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

// manyRows is a delivery of several transactions: the sample's rows under
// numbers of their own.
func manyRows(t *testing.T) (file []byte, rows int) {
	t.Helper()
	whole, err := os.ReadFile(filepath.Join(testenv.Root(t), "internal", "delivery", "testdata", "certificates.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSpace(string(whole))+"\n", "\n")
	b := bytes.NewBufferString(lines[0])
	for range 90 {
		for _, line := range lines[1:] {
			if fields := strings.SplitN(line, ",", 3); len(fields) == 3 {
				rows++
				fmt.Fprintf(b, "K%08d,,%s", rows, fields[2])
			}
		}
	}
	return b.Bytes(), rows
}

// A release that is killed in the middle, again and again, is whole in the end
// and holds no certificate twice; what is not whole is not public.
func TestAKilledReleaseGoesOn(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	conf, opts := demoConfig(folder), app.Options{Now: now, Demo: true}
	file, rows := manyRows(t)
	id, before := releasing(t, conf, opts, file)

	for range 3 {
		p := start(t, "demo", "--data", folder, "--listen", "127.0.0.1:0")
		w := world.Open(t, conf, opts)
		eventually(t, "the release goes on", func() bool {
			d := delivered(t, w, id)
			if d.State == store.DeliveryReleasing && !d.VisibleFrom.IsZero() {
				t.Error("a release under way is public")
			}
			return d.Done > 0 || d.State == store.DeliveryReleased
		})
		p.kill(t)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, "demo", "--data", folder, "--listen", "127.0.0.1:0")
	w := world.Open(t, conf, opts)
	eventually(t, "all is released", func() bool { return delivered(t, w, id).State == store.DeliveryReleased })
	p.kill(t)
	if d, after := delivered(t, w, id), countCertificates(t, w); d.Added != rows || d.Unchanged != 0 || after != before+rows {
		t.Errorf("%d added, %d unchanged, %d stored after %d, want %d more", d.Added, d.Unchanged, after, before, rows)
	}
}

// releasing takes a file up to its release, which nobody works on yet.
func releasing(t *testing.T, conf config.Config, opts app.Options, file []byte) (id string, certificates int) {
	t.Helper()
	w := world.Open(t, conf, opts)
	officer, reviewer := w.Account(t, "officer"), w.Account(t, "reviewer")
	d, err := w.Intake.Receive(t.Context(), intake.Upload{File: bytes.NewReader(file), Name: "many.csv", By: officer})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Intake.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.Intake.Submit(t.Context(), officer, d.ID, now().AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Intake.Release(t.Context(), reviewer, d.ID); err != nil {
		t.Fatal(err)
	}
	certificates = countCertificates(t, w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return d.ID, certificates
}

func delivered(t *testing.T, w *world.World, id string) (d store.Delivery) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		d, err = r.Delivery(ctx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func countCertificates(t *testing.T, w *world.World) (n int) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		n, err = r.CountCertificates(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
