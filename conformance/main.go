// Command conformance lets tools nobody here wrote judge our sealed copies.
//
//	conformance -yinxin bin/yinxin [-report docs/conformance.md]
//	conformance -copies DIR
//
// The first form starts the demo, goes the holder's way through its pages,
// judges the copies it is given while the demo still serves its CRLs, and
// writes the report. The second judges a folder of PDFs beside their root.pem
// and, where the address in the certificates does not answer, their *.crl. It
// exits 1 when a tool refuses a copy or accepts a falsified one.
// conformance/run installs the tools first.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
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
	report := flag.String("report", "", "write the table to this Markdown file")
	judges := flag.String("judges", "build/judges", "where conformance/run put the judges")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx, *program, *copies, *report, *judges); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		return 1
	}
	return 0
}

func run(ctx context.Context, program, copies, report, judges string) error {
	if copies == "" {
		return runDemo(ctx, program, report, judges)
	}
	return runFolder(ctx, copies, report, judges)
}

// runDemo judges copies that a demo makes, while it still serves. That it does
// not stop as promised is a failure too.
func runDemo(ctx context.Context, program, report, judges string) (err error) {
	work, err := os.MkdirTemp("", "yinxin-conformance-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	demo, err := startDemo(ctx, program, filepath.Join(work, "data"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, demo.stop()) }()
	copies := filepath.Join(work, "copies")
	if err := demo.collect(ctx, copies); err != nil {
		return err
	}
	return runFolder(ctx, copies, report, judges)
}

// runFolder judges a folder, prints the table, and keeps it in report unless
// that is "".
func runFolder(ctx context.Context, copies, report, judges string) error {
	verdicts, err := judgeFolder(ctx, copies, judges)
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
