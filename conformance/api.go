package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	// examples is how many requests Schemathesis makes up for each operation
	// and phase.
	examples = "20"
	// apiWithin is the longest that it may take with one key.
	apiWithin = 3 * time.Minute
)

// judgeAPI has Schemathesis ask the running demo's API whatever its description
// allows and forbids, with a key of each kind that may do all that its kind may.
func (d *demo) judgeAPI(ctx context.Context, work, judges string) (verdicts []verdict, err error) {
	for _, kind := range []struct {
		name string
		key  func(context.Context) (string, error)
	}{{"an authority's key", d.authorityKey}, {"an organisation's key", d.organisationKey}} {
		key, err := kind.key(ctx)
		if err != nil {
			return nil, err
		}
		v, err := d.schemathesis(ctx, work, judges, key)
		if err != nil {
			return nil, err
		}
		v.file = "/api/v1, " + kind.name
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

// judgeAPI starts a demo for its API alone.
func judgeAPI(ctx context.Context, program, _, judges string) (verdicts []verdict, err error) {
	work, err := os.MkdirTemp("", "yinxin-conformance-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	demo, err := startDemo(ctx, program, filepath.Join(work, "data"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, demo.stop()) }()
	return demo.judgeAPI(ctx, work, judges)
}

// schemathesis is what it says with one key.
func (d *demo) schemathesis(ctx context.Context, work, judges, key string) (verdict, error) {
	v := verdict{tool: "Schemathesis", wanted: true}
	here, err := filepath.Abs("conformance/schemathesis")
	if err != nil {
		return v, err
	}
	program, err := filepath.Abs(filepath.Join(judges, "schemathesis", "bin", "st"))
	if err != nil {
		return v, err
	}
	ctx, cancel := context.WithTimeout(ctx, apiWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--config-file", filepath.Join(here, "schemathesis.toml"), "run", d.url+"/api/v1/openapi.json",
		"--header", "Authorization: Bearer "+key, "--checks", "all", "--max-examples", examples, "--rate-limit", "auto",
		"--continue-on-failure", "--warnings", "off", "--no-color", "--report", "json", "--report-json-path", "schemathesis.json")
	cmd.Dir, cmd.Stdout, cmd.Stderr = work, os.Stderr, os.Stderr
	cmd.Env = append(os.Environ(), "SCHEMATHESIS_HOOKS="+filepath.Join(here, "hooks.py"))
	ran := cmd.Run() // it ends with 1 where it found something
	text, err := os.ReadFile(filepath.Join(work, "schemathesis.json"))
	if err != nil {
		return v, errors.Join(ran, err)
	}
	var report apiReport
	if err := json.Unmarshal(text, &report); err != nil {
		return v, err
	}
	v.accepted, v.said = ran == nil && report.Complete, report.String()
	return v, nil
}

// apiReport is what of Schemathesis' report is told.
type apiReport struct {
	Complete   bool `json:"complete"`
	Operations struct {
		Total  int `json:"total"`
		Tested int `json:"tested"`
	} `json:"operations"`
	TestCases struct {
		UniqueFailures int `json:"unique_failures"`
		Errored        int `json:"errored"`
	} `json:"test_cases"`
}

// String implements fmt.Stringer.
func (r apiReport) String() string {
	return fmt.Sprintf("%d of %d operations asked; %d failures, %d errors",
		r.Operations.Tested, r.Operations.Total, r.TestCases.UniqueFailures, r.TestCases.Errored)
}
