// Command conformance lets tools nobody here wrote judge our sealed copies.
//
//	conformance -yinxin bin/yinxin [-report docs/conformance.md]
//	conformance -copies DIR
//	conformance -yinxin bin/yinxin -only api
//
// The first form starts the demo, goes the holder's way through its pages,
// judges the copies it is given while the demo still serves its CRLs, then one
// sample for each kind of key, then samples that others extended with validation
// data and timestamps, and writes the report. The second judges a folder
// of PDFs beside their root.pem and, where the address in the certificates does
// not answer, their *.crl. The third asks the demo's API alone. It exits 1 when a tool refuses a copy or accepts a
// falsified one. conformance/run installs the tools first.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// limit is the longest a whole run may take.
const limit = 15 * time.Minute

func main() { os.Exit(command()) }

// command reads the flags, runs, and returns the exit code.
func command() int {
	program := flag.String("yinxin", "bin/yinxin", "the program whose demo makes the copies")
	copies := flag.String("copies", "", "judge this folder of PDFs with its root.pem instead")
	only := flag.String("only", "", "judge nothing but this: api, demo, keys, sm2, electronic, levels, grown or lasting")
	report := flag.String("report", "", "write the table to this Markdown file")
	judges := flag.String("judges", "build/judges", "where conformance/run put the judges")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx, *program, *copies, *report, *judges, *only); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		return 1
	}
	return 0
}

func run(ctx context.Context, program, folder, report, judges, only string) (err error) {
	var verdicts []verdict
	switch only {
	case "", "demo":
		verdicts, err = judgeAll(ctx, program, folder, judges, only)
	case "api":
		verdicts, err = judgeAPI(ctx, program, folder, judges)
	default:
		verdicts, err = judgeSamples(ctx, program, judges, only)
	}
	if err != nil {
		return err
	}
	fmt.Print(table(verdicts))
	if report != "" {
		if err := writeReport(report, verdicts); err != nil {
			return err
		}
	}
	return disagreements(verdicts)
}

// judgeAll judges the named folder, or where none is named the copies of a
// running demo and a sample for each kind of key.
func judgeAll(ctx context.Context, program, folder, judges, only string) (verdicts []verdict, err error) {
	if folder != "" {
		return judgeFolder(ctx, folder, judges)
	}
	work, err := os.MkdirTemp("", "yinxin-conformance-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	copies, err := judgeDemo(ctx, program, work, judges, only == "")
	if err != nil || only != "" {
		return copies, err
	}
	samples, err := judgeSamples(ctx, program, judges, "")
	return slices.Concat(copies, samples), err
}

// sampling asks about some of the samples in a folder.
type sampling struct {
	name string
	ask  func(ctx context.Context, program, samples, judges string) ([]verdict, error)
}

func samplings() []sampling {
	return []sampling{
		{"keys", func(ctx context.Context, _, samples, judges string) ([]verdict, error) {
			return judgeFolder(ctx, samples, judges)
		}},
		{"sm2", judgeSM2},
		{"electronic", judgeElectronic},
		{"levels", judgeLevels},
		{"grown", judgeGrown},
		{"lasting", judgeLasting},
	}
}

// judgeSamples asks about fresh samples, about those with one name or all.
func judgeSamples(ctx context.Context, program, judges, only string) (verdicts []verdict, err error) {
	folder, err := os.MkdirTemp("", "yinxin-samples-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := writeSamples(ctx, program, folder); err != nil {
		return nil, err
	}
	for _, s := range samplings() {
		if only != "" && only != s.name {
			continue
		}
		said, err := s.ask(ctx, program, folder, judges)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		verdicts = append(verdicts, said...)
	}
	return verdicts, nil
}

// judgeDemo goes the holder's way through a demo, and judges while it serves
// its revocation lists; then its timestamps, its API and its OCSP responder.
func judgeDemo(ctx context.Context, program, work, judges string, askAPI bool) (verdicts []verdict, err error) {
	demo, err := startDemo(ctx, program, filepath.Join(work, "data"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, demo.stop()) }()
	folder := filepath.Join(work, "copies")
	if err := demo.collect(ctx, folder); err != nil {
		return nil, err
	}
	if err := demo.collectReport(ctx, folder); err != nil {
		return nil, err
	}
	if verdicts, err = judgeFolder(ctx, folder, judges); err != nil {
		return nil, err
	}
	stamps, err := demo.judgeStamps(ctx, work)
	if err != nil {
		return nil, err
	}
	var api []verdict
	if askAPI {
		if api, err = demo.judgeAPI(ctx, work, judges); err != nil {
			return nil, err
		}
	}
	answers, err := demo.judgeAnswers(ctx, program, folder, work, judges)
	return slices.Concat(api, stamps, answers, verdicts), err
}

// writeSamples has the program write one copy for each kind of key and of
// copy, with their root and revocation list.
func writeSamples(ctx context.Context, program, folder string) error {
	cmd := exec.CommandContext(ctx, program, "demo", "--samples", folder)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}
