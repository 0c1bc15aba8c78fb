package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"yinxin.example/yinxin/internal/signature/keyfile"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/timestamps"
)

// practiceTSA is the program that stands, in the drills, for a timestamp
// authority: practice-tsa PEM FILE answers with the key and certificate of PEM
// until it is ended, at the address in FILE, which it writes where it is new.
func practiceTSA() {
	if err := servePracticeTSA(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func servePracticeTSA(pem, file string) error {
	const longest = 10 * time.Minute // whatever becomes of the drill
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	content, err := os.ReadFile(pem)
	if err != nil {
		return err
	}
	private, chain, err := keyfile.Read(content, "")
	if err != nil {
		return err
	}
	authority, err := tsp.NewAuthority(tsp.Params{Key: private, Chain: chain, Policy: "1.2.3.4.5", Now: time.Now})
	if err != nil {
		return err
	}
	listener, err := listenAt(ctx, file)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: &timestamps.Handler{Authority: authority, Log: slog.New(slog.DiscardHandler)}, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// listenAt listens at the address in a file, or writes down which it took.
func listenAt(ctx context.Context, file string) (net.Listener, error) {
	host := "127.0.0.1:0"
	known, err := os.ReadFile(file)
	if err == nil {
		var address *url.URL
		if address, err = url.Parse(strings.TrimSpace(string(known))); err == nil {
			host = address.Host
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return listener, os.WriteFile(file, fmt.Appendf(nil, "http://%s/\n", listener.Addr()), 0o600)
}
