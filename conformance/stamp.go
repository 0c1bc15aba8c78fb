package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// judgeStamps has openssl ask the demo's timestamp authority, and verify what it
// answers: that answer to that query is right, and to another query is not.
func (d *demo) judgeStamps(ctx context.Context, work string) (verdicts []verdict, err error) {
	folder := filepath.Join(work, "stamps")
	if err := os.Mkdir(folder, 0o750); err != nil {
		return nil, err
	}
	path := func(name string) string { return filepath.Join(folder, name) }
	for _, name := range []string{"asked", "other"} {
		err := os.WriteFile(path(name), []byte(name), 0o600)
		if out, asked := output(ctx, "openssl", "ts", "-query", "-data", path(name), "-sha256", "-cert", "-out", path(name+".tsq")); err != nil || asked != nil {
			return nil, fmt.Errorf("openssl ts -query: %w: %s", errors.Join(err, asked), out)
		}
	}
	if err := d.stamp(ctx, path("asked.tsq"), path("asked.tsr")); err != nil {
		return nil, err
	}
	for _, query := range []struct {
		name   string
		wanted bool
	}{{"asked", true}, {"other", false}} {
		out, err := output(ctx, "openssl", "ts", "-verify", "-queryfile", path(query.name+".tsq"), "-in", path("asked.tsr"),
			"-CAfile", filepath.Join(d.data, "trust", "root.pem"))
		v := verdict{file: "/demo/tsa, " + query.name, tool: "openssl ts", wanted: query.wanted}
		if v.said, v.accepted = demand(out, err, "Verification: OK"); strings.Contains(out, "Verification: FAILED") {
			v.said = "Verification: FAILED" // without the addresses of openssl's errors
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

// stamp posts a query in a file to the authority and writes its answer.
func (d *demo) stamp(ctx context.Context, query, answer string) error {
	asked, err := os.ReadFile(query)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/demo/tsa", bytes.NewReader(asked))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/timestamp-query")
	asker := &http.Client{Timeout: time.Minute}
	response, err := asker.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("/demo/tsa answers %s", response.Status)
	}
	return errors.Join(err, os.WriteFile(answer, body, 0o600))
}
