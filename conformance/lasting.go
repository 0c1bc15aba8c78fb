package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ending is a file that others extended, or that was falsified after, and what
// we want to be said of it.
type ending struct {
	path string
	good bool
}

// judgeLasting has pyHanko and EU DSS append validation data and document
// timestamps to the samples, and asks our own verifier, and those who can tell,
// about the result and about variations that must be refused.
func judgeLasting(ctx context.Context, program, samples, judges string) (verdicts []verdict, err error) {
	work, err := os.MkdirTemp("", "yinxin-lasting-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	folder := filepath.Join(work, "lasting")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, err
	}
	if err := extend(ctx, samples, folder, judges); err != nil {
		return nil, err
	}
	java, err := startJVM(ctx, filepath.Join(judges, "dss"), filepath.Join(folder, rootFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, java.stop()) }()
	endings, err := endings(folder, work)
	if err != nil {
		return nil, err
	}
	for _, e := range endings {
		for _, v := range askAll(ctx, lastingBench(program, folder, judges, java, filepath.Base(e.path)), e.path) {
			v.wanted = e.good
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, ctx.Err()
}

// extend fills folder with the roots, the CRLs and the extended samples.
func extend(ctx context.Context, samples, folder, judges string) error {
	for _, pattern := range []string{"*.pem", "*.crl"} {
		names, err := filepath.Glob(filepath.Join(samples, pattern))
		if err != nil {
			return err
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(folder, filepath.Base(name)), content, 0o600); err != nil {
				return err
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(samples, "*-endorsed.pdf"))
	if err != nil {
		return err
	}
	if len(files) < 2 {
		return fmt.Errorf("%s holds %d endorsed copies", samples, len(files))
	}
	args := append([]string{filepath.Join(samples, rootFile), folder}, files[:2]...)
	if said, err := output(ctx, filepath.Join(judges, "venv/bin/python"), append([]string{"conformance/pyhanko/extend.py"}, args...)...); err != nil {
		return fmt.Errorf("pyHanko does not extend: %w: %s", err, said)
	}
	dss := filepath.Join(judges, "dss")
	classes := filepath.Join(dss, "classes") + string(filepath.ListSeparator) + filepath.Join(dss, "*")
	if said, err := output(ctx, "java", append([]string{"-cp", classes, "Extend"}, args...)...); err != nil {
		return fmt.Errorf("EU DSS does not extend: %w: %s", err, said)
	}
	return nil
}

// endings lists the extended files and makes the variations of them.
func endings(folder, work string) ([]ending, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var all []ending
	for _, file := range files {
		// A store that no timestamp ends proves nothing.
		all = append(all, ending{file, !strings.HasPrefix(filepath.Base(file), "lt-")})
	}
	stamped := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !strings.HasPrefix(filepath.Base(f), "lta-") })
	if len(stamped) < 2 {
		return nil, fmt.Errorf("%s holds %d files that end in a timestamp", folder, len(stamped))
	}
	file, err := os.ReadFile(stamped[0])
	if err != nil {
		return nil, err
	}
	other, err := os.ReadFile(stamped[1])
	if err != nil {
		return nil, err
	}
	swapped, err := swap(file, other)
	if err != nil {
		return nil, err
	}
	turned, err := appended(file)
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{"swapped-": swapped, "turned-": turned, "trailing-": append(bytes.Clone(file), '\n')} {
		path := filepath.Join(work, name+filepath.Base(stamped[0]))
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return nil, err
		}
		all = append(all, ending{path, false})
	}
	slices.SortStableFunc(all, func(a, b ending) int { return strings.Compare(filepath.Base(a.path), filepath.Base(b.path)) })
	return all, nil
}

// swap puts the last timestamp of one file into another.
func swap(file, from []byte) ([]byte, error) {
	const key = "/Contents <"
	at, other := bytes.LastIndex(file, []byte(key)), bytes.LastIndex(from, []byte(key))
	if at < 0 || other < 0 {
		return nil, errors.New("no timestamp to swap")
	}
	out := bytes.Clone(file)
	digits := from[other+len(key):]
	digits = digits[:bytes.IndexByte(digits, '>')]
	room := bytes.IndexByte(out[at+len(key):], '>')
	if len(digits) != room {
		return nil, fmt.Errorf("a timestamp of %d digits does not fit into %d", len(digits), room)
	}
	copy(out[at+len(key):], digits)
	return out, nil
}

// lastingBench is who can tell about a file. EU DSS calls B-LTA what has a
// timestamp over its validation data and over an earlier one's. pyHanko takes
// the empty appearance that EU DSS gives its field for a form filled in.
func lastingBench(program, folder, judges string, java *jvm, name string) []judge {
	tools := []judge{{"yinxin", seal, func(ctx context.Context, file string) (string, bool) {
		return askYinxin(ctx, program, folder, file, "")
	}}}
	if !strings.HasPrefix(name, "dss-") {
		tools = append(tools, judge{"pyHanko", seal, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, filepath.Join(judges, "venv/bin/python"), "conformance/pyhanko/judge.py",
				filepath.Join(folder, rootFile), file, filepath.Join(folder, "tsa.pem"), filepath.Join(folder, "dss-tsa.pem"))
			return oneLine(out), err == nil
		}})
	}
	if strings.HasPrefix(name, "dss-") || strings.HasPrefix(name, "lta2-") || strings.HasPrefix(name, "turned-") {
		tools = append(tools, judge{"EU DSS", seal, func(_ context.Context, file string) (string, bool) {
			return java.ask("dss", baselineLTA, file)
		}})
	}
	return tools
}

// askYinxin asks our own verifier, trusting what lies in folder. It must also
// find the level (B, T, LT or LTA) where one is named.
func askYinxin(ctx context.Context, program, folder, file, level string) (said string, accepted bool) {
	out, err := output(ctx, program, "verify", "--trust", folder, "--json", file)
	var report struct {
		Verdict string   `json:"verdict"`
		Reasons []string `json:"reasons"`
		Signers []struct {
			Level string `json:"level"`
		} `json:"signers"`
	}
	if json.Unmarshal([]byte(out), &report) != nil || len(report.Signers) == 0 {
		return oneLine(out), false
	}
	words := append([]string{report.Verdict}, report.Reasons...)
	if level != "" {
		words = append(words, report.Signers[0].Level)
	}
	return strings.Join(words, "; "), err == nil && report.Verdict == "valid" && (level == "" || report.Signers[0].Level == "B-"+level)
}
