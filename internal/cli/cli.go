// Package cli is the command line: one file a command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"yinxin.example/yinxin/internal/audit"
)

// commands is the whole command line.
type commands struct {
	Demo        demoCommand        `cmd:"" help:"Start a demonstration on this machine: data, accounts, server."`
	Serve       serveCommand       `cmd:"" help:"Serve an installation."`
	Import      importCommand      `cmd:"" help:"Take in a delivery of certificates: CSV, XLSX, or a ZIP with photos and e-files."`
	Catalogue   catalogueCommand   `cmd:"" help:"What may be delivered."`
	Delivery    deliveryCommand    `cmd:"" help:"Deliveries in steps: hand in, see what is wrong, submit; a colleague releases them at the console."`
	Certificate certificateCommand `cmd:"" help:"Propose to suspend, revoke, cancel or reissue a certificate; a colleague approves it at the console."`
	Seal        sealCommand        `cmd:"" help:"The authorities' seals, changed in the names of two custodians."`
	TSA         tsaCommand         `cmd:"" name:"tsa" help:"A timestamp authority of the installation's own."`
	Verify      verifyCommand      `cmd:"" help:"Check a PDF, offline."`
	Rebuild     rebuildCommand     `cmd:"" help:"Draw a copy again and compare it with the stored file."`
	Account     accountCommand     `cmd:"" help:"Staff of an authority, and what an officer does for a holder."`
	Audit       auditCommand       `cmd:"" help:"The audit trail: who did what, when, why and from where."`
	Keys        keysCommand        `cmd:"" help:"The keys that protect data at rest."`
	Config      configCommand      `cmd:"" help:"The configuration."`
	Bench       benchCommand       `cmd:"" help:"Measure this machine."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// exit is an error that means: leave with this status, all has been said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Statuses that commands leave with.
const (
	someRefused = 1   // import: some rows refused; verify: not valid; audit check: not whole
	unusable    = 2   // the input cannot be read at all, or the call is wrong
	interrupted = 130 // told to stop before it was done, as shells say it
)

// terminal is where a command speaks. It is bound into every Run method.
type terminal struct {
	out io.Writer
	err io.Writer
	log *slog.Logger
}

// Main runs a command line and returns the exit status. SIGINT and SIGTERM end
// the command's context.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx = audit.WithActor(audit.WithOrigin(ctx, audit.CLI), audit.Actor{ID: audit.CLI})

	var all commands
	parser, err := kong.New(&all,
		kong.Name("yinxin"),
		kong.Description("印信: issue, endorse and check professional-qualification certificates."),
		kong.Writers(stdout, stderr),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&terminal{out: stdout, err: stderr, log: newLog(stderr)}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "yinxin:", err)
		return unusable
	}
	call, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "yinxin:", err)
		return unusable
	}
	err = call.Run()
	var status exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "yinxin: 已中断 interrupted")
		return interrupted
	default:
		sayFailure(stderr, err)
		return unusable
	}
}

// newLog is the log of commands that do not serve: warnings and worse.
func newLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// now is the machine's clock; only the demo has another.
func now() time.Time { return time.Now() }
