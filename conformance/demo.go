package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// firstStart is how long the demo may take to be ready: it makes its keys and
// cuts its fonts.
const firstStart = 2 * time.Minute

// demo is a running `yinxin demo`.
type demo struct {
	url  string // http://127.0.0.1:port
	data string // its folder
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// startDemo runs the demo on a free port and waits until it is ready.
func startDemo(ctx context.Context, program, data string) (*demo, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "demo", "--data", data, "--listen", address)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	d := &demo{url: "http://" + address, data: data, cmd: cmd, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // its own words are on stderr
		close(d.done)
	}()
	if err := d.waitReady(ctx); err != nil {
		return nil, errors.Join(err, d.stop())
	}
	return d, nil
}

// freeAddress is a loopback address nobody listens on at this moment.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func (d *demo) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, firstStart)
	defer cancel()
	every := time.NewTicker(200 * time.Millisecond)
	defer every.Stop()
	for {
		if d.ready(ctx) {
			return nil
		}
		select {
		case <-d.done:
			return fmt.Errorf("the demo ended before it was ready: %s", d.cmd.ProcessState)
		case <-ctx.Done():
			return errors.New("the demo is not ready in time")
		case <-every.C:
		}
	}
}

func (d *demo) ready(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// root is the file with the demo's trust anchor.
func (d *demo) root() string { return filepath.Join(d.data, "trust", "root.pem") }

// stop asks the demo to end and waits for it: within 5 s, as promised.
func (d *demo) stop() error {
	if err := d.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-d.done:
		return nil
	case <-time.After(5 * time.Second):
		return errors.Join(errors.New("the demo does not stop within 5 s"), d.cmd.Process.Kill())
	}
}
