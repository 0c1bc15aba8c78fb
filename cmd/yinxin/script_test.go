package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// exits runs a program and wants an exit status: exits STATUS PROGRAM ARGS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	if status != want {
		ts.Fatalf("exit status %d, want %d\n%s", status, want, ts.ReadFile("stderr"))
	}
}

// columns compares the columns of a CSV file with those of another that has
// fewer: columns FILE WANT
func columns(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: columns FILE WANT")
	}
	got, want := rows(ts, args[0]), rows(ts, args[1])
	if len(got) != len(want) {
		ts.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if n := len(want[i]); !slices.Equal(got[i][:n], want[i]) {
			ts.Fatalf("row %d: %v, want %v", i+1, got[i][:n], want[i])
		}
	}
}

func rows(ts *testscript.TestScript, path string) [][]string {
	content, err := os.ReadFile(ts.MkAbs(path))
	ts.Check(err)
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	ts.Check(err)
	return all
}

// appendTo adds a line to a file: append FILE LINE
func appendTo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: append FILE LINE")
	}
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append(content, args[1]+"\n"...), 0o600))
}

// swap puts one string for another where it first stands in a file: swap FILE OLD NEW
func swap(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 || len(args[1]) != len(args[2]) {
		ts.Fatalf("usage: swap FILE OLD NEW, both of one length")
	}
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	if !bytes.Contains(content, []byte(args[1])) {
		ts.Fatalf("%s does not contain %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Replace(content, []byte(args[1]), []byte(args[2]), 1), 0o600))
}

// demonstrationFolder is filled once and copied for each script.
type demonstrationFolder struct {
	folder string
	copies map[string]string // file name -> path in folder
}

// fillDemonstration fills a folder and finds the sample copies in it: one
// expired, one that can be used.
func fillDemonstration(t *testing.T, folder string) map[string]string {
	t.Helper()
	world.Demonstration(t, folder)
	w := world.Open(t, demoConfig(folder), app.Options{Now: now, Demo: true})
	defer w.Close()
	found := map[string]string{}
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		account, err := r.AccountByUsername(ctx, "history")
		if err != nil {
			return err
		}
		all, err := r.CertificatesByDocument(ctx, account.Document)
		for _, c := range all {
			copies, err := r.CopiesOf(ctx, c.ID)
			if err != nil {
				return err
			}
			for _, copied := range copies {
				found[fileName(copied)] = filepath.Join("blobs", filepath.FromSlash(copied.Blob))
			}
		}
		return err
	})
	if err != nil || len(found) != 2 {
		t.Fatalf("sample copies %v, %v", found, err)
	}
	return found
}

func fileName(c cert.Copy) string {
	if c.ExpiredAt(now()) {
		return "expired.pdf"
	}
	return "usable.pdf"
}

func demoConfig(folder string) config.Config {
	c := config.Default()
	c.Data, c.PublicURL = folder, "http://127.0.0.1:9"
	return c
}

// put copies the folder into a script's own, with usable.pdf and expired.pdf
// beside it and the code of the first in $USABLE: demonstration FOLDER
func (d demonstrationFolder) put(ts *testscript.TestScript, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: demonstration FOLDER")
	}
	to := ts.MkAbs(args[0])
	ts.Check(os.CopyFS(to, os.DirFS(d.folder)))
	// CopyFS opens files to everyone, and the program refuses an open key.
	ts.Check(os.Chmod(app.Folder(to).MasterKey(), 0o600))
	ts.Setenv("USABLE", filepath.Base(filepath.Dir(d.copies["usable.pdf"]))) // copies lie in folders named by their codes
	for name, path := range d.copies {
		content, err := os.ReadFile(filepath.Join(to, path))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), content, 0o600))
	}
}

func now() time.Time { return time.Now() }
