package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"yinxin.example/yinxin/verify"
)

type verifyCommand struct {
	File     string `arg:"" help:"The PDF to check; - for standard input."`
	Trust    string `help:"Roots to trust: a PEM file, or a folder with *.pem, *.crl and trust.json." placeholder:"PEM_OR_DIR" xor:"trust"`
	At       string `help:"Answer for this time instead of now." placeholder:"RFC3339"`
	JSON     bool   `name:"json" help:"Print the report as JSON."`
	Register string `help:"Configuration file of an installation whose trust and register to ask, instead of --trust." placeholder:"FILE" xor:"trust"`
	Lang     string `help:"Language of the report: zh-CN or en." enum:"zh-CN,en" default:"zh-CN"`
}

// maxFileSize is the largest file that is read, in bytes.
const maxFileSize = 64 << 20

// Run checks the file: status 0 when it is valid, 1 when it is not, 2 when it
// is no PDF, needs a password or exceeds a limit.
func (c *verifyCommand) Run(ctx context.Context, t *terminal) error {
	opts, err := c.options()
	if err != nil {
		return err
	}
	file, err := c.read()
	if err != nil {
		return err
	}
	report, err := c.judge(ctx, t, file, opts)
	if err != nil {
		return c.unreadable(t, err)
	}
	if err := c.print(t.out, report); err != nil {
		return err
	}
	if report.Verdict != verify.Valid {
		return exit(someRefused)
	}
	return nil
}

// judge judges the file by itself or, with a register, as /verify of that
// installation does.
func (c *verifyCommand) judge(ctx context.Context, t *terminal, file []byte, opts verify.Options) (verify.Report, error) {
	if c.Register == "" {
		return verify.Check(ctx, file, opts)
	}
	if c.At != "" {
		return verify.Report{}, errors.New("--register answers for now: leave out --at")
	}
	a, err := where{Config: c.Register}.open(ctx, t.log)
	if err != nil {
		return verify.Report{}, err
	}
	defer a.Close()
	checks, err := a.Checks()
	if err != nil {
		return verify.Report{}, err
	}
	result, err := checks.File(ctx, file)
	return result.Report, err
}

func (c *verifyCommand) options() (verify.Options, error) {
	opts := verify.Options{Now: now, MaxSize: maxFileSize}
	if c.Trust != "" {
		trust, err := verify.LoadTrust(c.Trust)
		if err != nil {
			return opts, err
		}
		opts.Trust = trust
	}
	if c.At != "" {
		at, err := time.Parse(time.RFC3339, c.At)
		if err != nil {
			return opts, fmt.Errorf("--at: give a time like 2026-11-22T12:00:00+08:00: %w", err)
		}
		opts.At = at
	}
	return opts, nil
}

func (c *verifyCommand) read() ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, maxFileSize+1))
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFileSize+1))
}

func (c *verifyCommand) print(w io.Writer, report verify.Report) error {
	if !c.JSON {
		return report.WriteText(w, c.Lang)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(report)
}

// unreadable says why a file was not judged. As JSON it has the same members
// as a report.
func (c *verifyCommand) unreadable(t *terminal, err error) error {
	var why *verify.Error
	if !c.JSON || !errors.As(err, &why) {
		return err
	}
	if err := c.print(t.out, why.Report()); err != nil {
		return err
	}
	return exit(unusable)
}
