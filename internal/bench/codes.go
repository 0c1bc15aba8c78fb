package bench

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/sqlite/bare"
)

// CodeOptions say how many copies are stored. Zeros are 1,000,000 copies, half
// a second for each side's turn, and 21 turns.
type CodeOptions struct {
	Copies int
	Slice  time.Duration
	Rounds int
	Tell   func(name string)
}

// copiesEach is how many copies each certificate of the register has.
const copiesEach = 10

// Codes fills a register with copies and asks for their pages by code, over
// loopback, through everything that a request passes: beside it, in turns, a
// bare handler that reads one row of an SQLite table as large by its key and
// writes it. Both are asked by the same client, which shares the cores.
func Codes(ctx context.Context, o CodeOptions) (_ Result, err error) {
	const op = "code-page"
	o.Copies, o.Slice, o.Rounds = cmp.Or(o.Copies, 1_000_000), cmp.Or(o.Slice, 500*time.Millisecond), cmp.Or(o.Rounds, 21)
	folder, err := os.MkdirTemp("", "yinxin-bench-")
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	tell := func(what string) {
		if o.Tell != nil {
			o.Tell(what)
		}
	}
	tell(fmt.Sprintf("%d copies", o.Copies))
	all, err := fillCopies(ctx, folder, o.Copies)
	if err != nil {
		return Result{}, fmt.Errorf("bench: %s: %w", op, err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ours, err := serveInstallation(ctx, folder)
	if err != nil {
		return Result{}, fmt.Errorf("bench: %s: %w", op, err)
	}
	defer func() { stop(); err = errors.Join(err, ours.wait()) }()
	raw, err := serveBare(ctx, folder)
	if err != nil {
		return Result{}, fmt.Errorf("bench: %s: %w", op, err)
	}
	defer func() { stop(); err = errors.Join(err, raw.wait()) }()

	tell(op)
	p := pace{slice: o.Slice, rounds: o.Rounds}
	readings, err := p.alternate(ctx, newAsker(ours.address, all).side(), newAsker(raw.address, all).side())
	if err != nil {
		return Result{}, fmt.Errorf("bench: %s: %w", op, err)
	}
	r := compared(readings[0], readings[1])
	r.Name = op
	return r.rounded(), nil
}

// settings of an installation that is asked by a proxy, which speaks for many.
func settings(folder string) config.Config {
	c := config.Default()
	c.Data, c.PublicURL = folder, "http://127.0.0.1"
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	return c
}

func openInstallation(ctx context.Context, folder string) (*app.App, error) {
	if err := app.Folder(folder).MarkDemo(); err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil)) //nolint:sloglint // lines are made, as when serving
	return app.Open(ctx, settings(folder), app.Options{Now: time.Now, Log: log, Demo: true, Press: true, Version: "bench"})
}

// fillCopies makes an installation with so many copies, and a bare table of the
// same codes and what their pages say. It returns the codes.
func fillCopies(ctx context.Context, folder string, n int) (_ codes, err error) {
	a, err := openInstallation(ctx, folder)
	if err != nil {
		return codes{}, err
	}
	certificates := max(1, n/copiesEach)
	if err := fillCertificates(ctx, a.Store, folder, certificates); err != nil {
		return codes{}, errors.Join(err, a.Close())
	}
	row, err := applyForEach(ctx, a.Store, certificates)
	if err := errors.Join(err, a.Close()); err != nil {
		return codes{}, err
	}
	err = bare.Multiply(ctx, app.Folder(folder).Database(), copiesEach-1, func() string { return string(cert.NewCode()) })
	if err != nil {
		return codes{}, err
	}
	all, err := bare.Codes(ctx, app.Folder(folder).Database())
	if err != nil {
		return codes{}, err
	}
	return newCodes(all), fillBare(ctx, folder, all, row)
}

func fillCertificates(ctx context.Context, s store.Store, folder string, n int) error {
	file, err := writeDelivery(filepath.Join(folder, "delivery.csv"), n)
	if err != nil {
		return err
	}
	return errors.Join(importInto(ctx, s, file, ImportOptions{Rows: n}), file.Close())
}

// applyForEach gives every certificate of the made-up rows a copy, ready since
// now, and returns what one of them says.
func applyForEach(ctx context.Context, s store.Store, n int) (row string, err error) {
	people, err := newPeople()
	if err != nil {
		return "", err
	}
	const batch, owner = 500, "bench"
	for first := 0; first < n; first += batch {
		var numbers []string
		for i := first; i < min(n, first+batch); i++ {
			numbers = append(numbers, madeUp(people, i)[0])
		}
		err := s.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			found, err := tx.CertificatesByNumber(ctx, numbers, nil)
			if err != nil {
				return err
			}
			for _, c := range found {
				if err := tx.AddCopy(ctx, applied(c)); err != nil {
					return err
				}
			}
			claimed, err := tx.ClaimCopies(ctx, owner, time.Now(), time.Hour, batch)
			if err != nil {
				return err
			}
			for _, c := range claimed {
				c.State, c.MadeAt, c.Blob = cert.Ready, time.Now(), "copies/"+string(c.Code)
				sum := sha256.Sum256([]byte(c.Code))
				c.Digests = []string{hex.EncodeToString(sum[:])}
				if err := tx.FinishCopy(ctx, owner, c, c.MadeAt); err != nil {
					return err
				}
				said, err := json.Marshal(c.Snapshot)
				if err != nil {
					return err
				}
				row = string(said)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return row, nil
}

// applied is an application for a copy of a certificate.
func applied(c cert.Certificate) cert.Copy {
	now := time.Now()
	snap := c.Snapshot()
	snap.Photo = "photos/none"
	return cert.Copy{
		Code: cert.NewCode(), Certificate: c.ID, State: cert.Pending, RequestedAt: now, Snapshot: snap, Policy: 1,
		Endorsement: &cert.Endorsement{Scenario: "本人调用", AppliedAt: now, ValidUntil: civil.Of(now).AddDays(89)},
		Template:    "certificate/1", FontSet: "bench",
	}
}

func fillBare(ctx context.Context, folder string, codes []string, row string) error {
	table, err := bare.Create(ctx, filepath.Join(folder, "bare.db"), []string{"code", "said"})
	if err != nil {
		return err
	}
	for first := 0; first < len(codes); first += rawBatch {
		var rows [][]any
		for _, code := range codes[first:min(len(codes), first+rawBatch)] {
			rows = append(rows, []any{code, row})
		}
		if err := table.Add(ctx, rows); err != nil {
			return errors.Join(err, table.Close())
		}
	}
	return table.Close()
}

// served is a server on loopback.
type served struct {
	address string
	wait    func() error // until it has stopped, which its context's end makes it do
}

func serve(run func(net.Listener) error) (served, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // at once
	if err != nil {
		return served{}, err
	}
	done := make(chan error, 1)
	go func() { done <- run(l) }()
	return served{l.Addr().String(), func() error { return <-done }}, nil
}

func serveInstallation(ctx context.Context, folder string) (served, error) {
	a, err := openInstallation(ctx, folder)
	if err != nil {
		return served{}, err
	}
	return serve(func(l net.Listener) error { return errors.Join(a.Serve(ctx, l, nil), a.Close()) })
}

func serveBare(ctx context.Context, folder string) (served, error) {
	rows, err := bare.Open(ctx, filepath.Join(folder, "bare.db"), "code", "said")
	if err != nil {
		return served{}, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v/{code}", func(w http.ResponseWriter, r *http.Request) {
		said, err := rows.Get(r.Context(), r.PathValue("code"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		_, _ = w.Write(said) // the asker notices
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return serve(func(l net.Listener) error {
		err := server.Serve(l)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		return errors.Join(err, rows.Close())
	})
}
